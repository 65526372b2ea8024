/** Not run: compiled by types.spec.ts. Each line after a `@ts-expect-error` must be a mistake, and all others none. */
import { WebSocket as NodeWebSocket } from 'ws';
import { createClient, type AethexClientError } from '../../src/index.js';
import type { guestbook } from '../guestbook.js';

const client = createClient({ url: 'http://localhost' });
const thrower = createClient({ url: 'http://localhost', throwOnError: true });

createClient({ url: 'http://localhost', WebSocket: NodeWebSocket });
createClient({ url: 'http://localhost', WebSocket });

export async function accounts(): Promise<string | null> {
  await client.auth.register({ username: 'ann', password: 'secret' });
  // @ts-expect-error a field of another name
  await client.auth.register({ user_name: 'ann', password: 'secret' });
  // @ts-expect-error a password is a text
  await client.auth.login({ username: 'ann', password: 1 });
  // @ts-expect-error the client says itself what device this is
  await client.auth.guest({ device: { name: 'Deck' } });
  const result = await client.auth.login({ username: 'ann', password: 'secret' });
  // @ts-expect-error nobody knows yet whether there is a user
  result.user.username.toString();
  if (!result.success) {
    if (result.error.code === 'auth.rate_limited') return String(result.error.data.retry_after);
    // @ts-expect-error a code of no method
    if (result.error.code === 'auth.no_such_code') return null;
    return result.error.message;
  }
  // @ts-expect-error a field of another name
  result.user.user_name.toString();
  return result.user.username;
}

export async function flat(): Promise<string | null> {
  const { user, error } = await client.auth.login({ username: 'ann', password: 'secret' });
  if (error) return error.message;
  // @ts-expect-error a field of another name
  user.user_name.toString();
  return user.username;
}

export async function saves(): Promise<number | null> {
  await client.saves.save('slot1', { level: 5 }, { overwrite: true });
  // @ts-expect-error an option of another name
  await client.saves.save('slot1', { level: 5 }, { over_write: true });
  // @ts-expect-error bytes are bytes
  await client.saves.saveBytes('slot1', 'text');
  const saved = await client.saves.save('slot1', 1);
  if (saved.error?.code === 'saves.conflict') {
    await saved.error.resolve.mine();
    // @ts-expect-error there are four ways out
    await saved.error.resolve.ours();
    return saved.error.data.current?.revision ?? null;
  }
  const loaded = await client.saves.load<{ level: number }>('slot1');
  // @ts-expect-error the level is a number
  if (loaded.success) loaded.data.level.trim();
  for (const save of await client.saves.list()) {
    // @ts-expect-error a field of another name
    save.slot_name.trim();
    save.name.trim();
  }
  // @ts-expect-error there is no such event
  client.saves.on('sync', () => undefined);
  return loaded.success ? loaded.data.level : null;
}

export async function plugins(): Promise<string> {
  const book = client.use<typeof guestbook>('guestbook', { repeatable: ['sign'] });
  await book.read();
  // @ts-expect-error what must be given must be given
  await book.sign();
  // @ts-expect-error a field of another name
  await book.sign({ text: 'hello' });
  // @ts-expect-error a method of another name
  await book.write({ line: 'hello' });
  // @ts-expect-error there is no such method to repeat
  client.use<typeof guestbook>('guestbook', { repeatable: ['write'] });
  const signed = await book.sign({ line: 'hello' });
  if (signed.error?.code === 'guestbook.too_long') return signed.error.data.max.toFixed();
  client.socket.on<typeof guestbook>('guestbook.signed', ({ line }) => line.trim());
  // @ts-expect-error there is no such event
  client.socket.on<typeof guestbook>('guestbook.erased', () => undefined);
  // @ts-expect-error an event has the fields that its contract says
  client.socket.on('saves.changed', ({ slot }) => slot);
  return signed.success ? signed.data.line : '';
}

export async function throwing(): Promise<string> {
  const { user } = await thrower.auth.guest();
  const saves = await thrower.saves.list();
  // @ts-expect-error data comes bare
  if (saves.success) return '';
  const line = await thrower.use<typeof guestbook>('guestbook').sign({ line: 'x' });
  const error = {} as AethexClientError;
  await error.resolve?.theirs();
  return user.username ?? saves[0]?.name ?? line.line;
}

export async function rooms(): Promise<string | null> {
  const made = await client.multiplayer.createRoom({ max_players: 4, properties: { map: 'harbour' } });
  // @ts-expect-error a field of another name
  await client.multiplayer.createRoom({ maxPlayers: 4 });
  // @ts-expect-error the player's data are an object
  await client.multiplayer.joinRoom('ABCD-2345', { player_data: 'Ann' });
  if (!made.success) return made.error.message;
  const room = made.data;
  room.on('playerLeft', (player, reason) => {
    // @ts-expect-error no such reason
    if (reason === 'bored') return;
    player.player_id.trim();
  });
  // @ts-expect-error no such event
  room.on('playerGone', () => undefined);
  client.multiplayer.rpc.register('explode', (from: string, x: number) => from.repeat(x));
  const { seq } = await (await thrower.multiplayer.createRoom()).send('hello');
  // @ts-expect-error nobody knows the place of what was handled just before a break
  seq.toFixed();
  const kicked = await room.kick('someone');
  if (kicked.error?.code === 'rooms.no_player') return kicked.error.message;
  // @ts-expect-error a code of no room
  return kicked.error?.code === 'rooms.no_such_code' ? '' : null;
}

export async function queues(): Promise<string | null> {
  const ticket = await client.multiplayer.matchmaking.joinQueue({
    mode: 'deathmatch',
    region: 'us-east',
    skill_range: [1000, 1500],
  });
  // @ts-expect-error a range has two ends
  await client.multiplayer.matchmaking.joinQueue({ skill_range: [1000] });
  if (ticket.error?.code === 'matchmaking.already_queued') return ticket.error.data.ticket_id;
  ticket.data?.on('found', ({ room_id }) => room_id.trim());
  // @ts-expect-error a proposal has no room yet
  ticket.data?.on('accepting', ({ room_id }) => room_id.trim());
  return ticket.data?.id ?? null;
}
