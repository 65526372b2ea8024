import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { definePlugin } from '@aethex/core';
import type { TestServer, TestSocket } from '@aethex/testing';
import { defineRoom } from '../src/index.js';
import { clientOf, idOf, joined, refusedWith, serverWith, socketOf, wait } from './kit.js';

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const block = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};
const seen: string[] = [];
/** Lets the message `slow` come to its end. */
let finish: () => void = () => undefined;

/** Takes down what its hooks were called with; slower for the first of two messages than for the second. */
const diary = defineRoom<{ lines: string[] }>('diary', {
  create: (options) => ({ lines: [`created with ${JSON.stringify(options)}`] }),
  canJoin: (_, { player_data }) =>
    player_data['banner'] !== 'pirate' || { code: 'diary.no_pirates', message: 'No pirates here.' },
  onJoin(room, { player_id }) {
    room.state.lines.push(`joined ${player_id}`);
    room.send('welcome', { lines: room.state.lines }, [player_id]);
  },
  async onMessage(room, message) {
    seen.push(`${String(message.data)} begins`);
    await (message.data === 'slow' ? new Promise<void>((resolve) => (finish = resolve)) : later(0));
    seen.push(`${String(message.data)} ends`);
    room.setProperties({ last: message.data });
    return message.data !== 'secret';
  },
  onState: (_, __, data) => (data['x'] === 'cheat' ? null : { ...data, checked: true }),
  onDrop: (room, { player_id }) => room.send('dropped', player_id),
  onResume: (room, { player_id }) => room.send('resumed', player_id),
  onLeave: (room, { player_id }, reason) => room.send('left', { player_id, reason }),
  onClose: (room) => room.send('bye', null),
});

const boss = defineRoom('boss', {
  authoritative: true,
  tickRate: 30,
  onTick(room, seconds) {
    if (room.players.length > 0) room.setState('boss', { at: Math.round(seconds * 1000) });
  },
  onMessage(room, { from, kind, name, data }) {
    if (kind === 'rpc' && name === 'lock') room.lock(true);
    if (name === 'group') room.setGroups(from, data as string[]);
    if (name === 'kick') room.kick(data as string);
    if (name === 'call') room.rpc('answer', [data], [from]);
    if (name === 'close') room.close();
  },
});

const bad = (kind: string, hook: () => void | Promise<void>) =>
  defineRoom(kind, { onMessage: () => hook(), onJoin: () => undefined });

const plugin = definePlugin({
  id: 'handlers',
  extends: [
    diary,
    boss,
    bad('throws', () => {
      throw new Error('on purpose');
    }),
    bad('rejects', () => Promise.reject(new Error('on purpose'))),
    bad('stalls', () => new Promise(() => undefined)),
    bad('loops', () => block(1100)),
    bad('hogs', () => block(60)),
    defineRoom('stillborn', {
      create() {
        throw new Error('on purpose');
      },
    }),
    defineRoom('doomed', {
      onTick() {
        throw new Error('on purpose');
      },
    }),
  ],
});

let server: TestServer;
beforeAll(async () => {
  server = await serverWith({ hookTimeout: 1500 }, { plugins: [plugin()] });
}, 30_000);
afterAll(() => server.stop(), 30_000);

const open = async (kind: string, more: object = {}): Promise<string> =>
  (await clientOf(server, 'ann').create({ kind, tick_rate: 60, ...more })).room_id;

async function two(kind: string, more: object = {}) {
  const roomId = await open(kind, more);
  const ann = (await joined(server, 'ann', roomId)).socket;
  const bob = await joined(server, 'bob', roomId);
  return { roomId, ann, bob: bob.socket, room: bob.room };
}

const messageOn = async (socket: TestSocket, channel: string) => {
  for (;;) {
    const message = await socket.next('message');
    if (message.channel === channel) return message;
  }
};

describe('a room handler', () => {
  it('makes the first state, and speaks to who joins', async () => {
    const roomId = await open('diary', { options: { level: 3 } });
    const { socket } = await joined(server, 'ann', roomId);
    expect(await socket.next('message')).toMatchObject({
      from: 'server',
      channel: 'welcome',
      data: { lines: ['created with {"level":3}', `joined ${idOf('ann')}`] },
    });
  });

  it('refuses who may not join, in its own words', async () => {
    const roomId = await open('diary');
    const socket = await socketOf(server, 'bob');
    socket.send({ type: 'join_room', room_id: roomId, player_data: { banner: 'pirate' }, id: 1 });
    expect(await socket.next('error')).toMatchObject({
      code: 'diary.no_pirates',
      message: 'No pirates here.',
      ref: 1,
    });
    expect((await clientOf(server, 'ann').get({ room_id: roomId })).room.players).toBe(0);
  });

  it('hears messages one after the other, and may keep them from the others', async () => {
    const { ann, bob } = await two('diary');
    seen.length = 0;
    ann.send({ type: 'send_message', data: 'slow' });
    while (seen.length === 0) await wait(5);
    bob.send({ type: 'send_message', data: 'secret', id: 1 });
    bob.send({ type: 'send_message', data: 'quick' });
    await wait(100);
    finish();
    expect((await messageOn(bob, 'room')).data).toBe('slow');
    expect((await messageOn(bob, 'room')).data).toBe('quick');
    const inTurn = ['slow begins', 'slow ends', 'secret begins', 'secret ends', 'quick begins', 'quick ends'];
    expect(seen).toEqual(inTurn);
    expect(await bob.next('ack')).toEqual({ type: 'ack', ref: 1 });
  });

  it('judges states before anybody sees them', async () => {
    const { ann, bob } = await two('diary');
    bob.send({ type: 'state_update', data: { x: 'cheat' } });
    bob.send({ type: 'state_update', data: { x: 1 } });
    expect((await ann.next('player_state')).data).toEqual({ x: 1, checked: true });
  });

  it('hears who drops, comes back and leaves', async () => {
    const { ann, bob, room } = await two('diary');
    bob.raw.terminate();
    expect((await messageOn(ann, 'dropped')).data).toBe(idOf('bob'));
    const again = await server.rawSocket();
    const resume = { token: room.resume_token, seq: room.seq };
    again.send({ type: 'auth', token: await server.as('bob').token(), resume });
    expect((await messageOn(ann, 'resumed')).data).toBe(idOf('bob'));
    again.send({ type: 'leave_room' });
    expect((await messageOn(ann, 'left')).data).toEqual({ player_id: idOf('bob'), reason: 'left' });
  });

  it('has the last word when the room closes', async () => {
    const { roomId, ann } = await two('diary');
    await clientOf(server, 'ann').close({ room_id: roomId });
    await messageOn(ann, 'bye');
    expect((await ann.next('room_left')).reason).toBe('closed');
  });
});

describe('a room whose server decides', () => {
  it('ticks, and shows what it says only', async () => {
    const { ann, bob } = await two('boss');
    bob.send({ type: 'state_update', data: { x: 1 } });
    bob.send({ type: 'send_message', text: 'nobody hears this' });
    const state = await ann.next('player_state');
    expect(state.player_id).toBe('boss');
    await ann.expectNo('message', 50);
    expect(ann.frames.filter((frame) => 'player_id' in frame && frame.player_id === idOf('bob'))).toEqual([]);
  });

  it('locks, groups, calls, kicks and closes', async () => {
    const { roomId, ann, bob } = await two('boss');
    const say = (channel: string, data?: unknown) => ann.send({ type: 'send_message', channel, data });
    ann.send({ type: 'rpc', method: 'lock', target: 'server', args: [] });
    expect((await ann.next('room_updated')).room.locked).toBe(true);
    const cid = await socketOf(server, 'cid');
    cid.send({ type: 'join_room', room_id: roomId });
    expect(await refusedWith(cid)).toBe('rooms.locked');
    say('group', ['red']);
    expect((await ann.next('player_updated')).player.groups).toEqual(['red']);
    say('call', 7);
    expect(await ann.next('rpc')).toMatchObject({ from: 'server', method: 'answer', args: [7] });
    say('kick', idOf('bob'));
    expect((await bob.next('room_left')).reason).toBe('kicked');
    say('close');
    expect((await ann.next('room_left')).reason).toBe('closed');
  });
});

describe('a kind of room nobody brought', () => {
  it('is refused by name', async () => {
    await expect(open('chess')).rejects.toMatchObject({
      code: 'rooms.unknown_kind',
      data: { field: 'kind', kind: 'chess' },
    });
  });
});

describe('a handler that fails', () => {
  it.each(['throws', 'rejects', 'stalls', 'loops'])(
    'and %s ends its own room and nothing else',
    async (kind) => {
      const healthy = await two('relay');
      const { roomId, ann, bob } = await two(kind);
      bob.send({ type: 'send_message', text: 'x', id: 4 });
      bob.send({ type: 'send_message', text: 'behind it', id: 5 });
      for (const socket of [ann, bob])
        expect(await socket.next('room_left')).toMatchObject({ room_id: roomId, reason: 'failed' });
      expect(await bob.next('error')).toMatchObject({ code: 'rooms.failed', ref: 4 });
      expect(await bob.next('error')).toMatchObject({ code: 'rooms.not_joined', ref: 5 });
      await expect(clientOf(server, 'ann').get({ room_id: roomId })).rejects.toMatchObject({
        code: 'rooms.not_found',
      });
      healthy.bob.send({ type: 'send_message', text: 'still here' });
      expect((await healthy.ann.next('message')).text).toBe('still here');
    },
  );

  it('and keeps the process from everything else a third time is ended', async () => {
    const { ann, bob } = await two('hogs');
    for (const text of ['one', 'two']) {
      bob.send({ type: 'send_message', text });
      expect((await ann.next('message')).text).toBe(text);
    }
    bob.send({ type: 'send_message', text: 'three' });
    expect((await ann.next('room_left')).reason).toBe('failed');
  });

  it('at its first hook never gets a room', async () => {
    await expect(open('stillborn')).rejects.toMatchObject({ code: 'rooms.failed' });
  });

  it('in a tick ends the room', async () => {
    const roomId = await open('doomed');
    await wait(100);
    await expect(clientOf(server, 'ann').get({ room_id: roomId })).rejects.toMatchObject({
      code: 'rooms.not_found',
    });
  });
});

describe('a server with rooms that cannot be', () => {
  it.each([
    ['two of one name', [defineRoom('twice', {}), defineRoom('twice', {})], 'two rooms of the name "twice"'],
    ['a name that is taken', [defineRoom('relay', {})], 'two rooms of the name "relay"'],
    ['no name', [defineRoom('My Room', {})], '"My Room" cannot be the name'],
    ['too many ticks', [defineRoom('fast', { tickRate: 100 })], 'wants 100 ticks'],
  ])('does not start: %s', async (_, rooms, words) => {
    const wrong = definePlugin({ id: 'wrong', extends: rooms });
    await expect(serverWith({}, { plugins: [wrong()] })).rejects.toThrow(words);
  });
});
