import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, memoryStorage, type RoomMessage } from '../src/index.js';
import { WebSocket } from 'ws';
import { closeClients, dataOf, guestOf, until } from './fixtures.js';
import { joined, seated, startRooms, type Seated } from './players.js';

const encodings = [{ encoding: 'json' }, { encoding: 'msgpack' }] as const;

/** What happens to a room, as it is told. */
function told({ room }: Seated): unknown[][] {
  const events: unknown[][] = [];
  room.on('playerJoined', ({ player_id }) => events.push(['playerJoined', player_id]));
  room.on('playerLeft', ({ player_id }, reason) => events.push(['playerLeft', player_id, reason]));
  room.on('playerUpdated', ({ player_id, player_data }) =>
    events.push(['playerUpdated', player_id, player_data]),
  );
  room.on('updated', ({ properties }) => events.push(['updated', properties]));
  room.on('hostChanged', (host, state) => events.push(['hostChanged', host?.player_id, state]));
  room.on('left', (reason) => events.push(['left', reason]));
  return events;
}

describe.each(encodings)('multiplayer in $encoding', ({ encoding }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRooms();
  });
  afterEach(closeClients);
  afterAll(() => server.stop());

  const options = { realtime: { encoding } };
  const some = (count: number, room: Parameters<typeof seated>[2] = {}): Promise<Seated[]> =>
    seated(server.url, count, { options, ...room });

  it('makes a room, and others join it by its code', async () => {
    const [host, guest] = await some(2, { room: { properties: { map: 'harbour' } } });
    expect(host!.room.isHost).toBe(true);
    expect(guest!.room.isHost).toBe(false);
    expect(guest!.room.properties).toEqual({ map: 'harbour' });
    expect(guest!.room.host?.player_id).toBe(host!.id);
    await until(() => host!.room.players.size === 2);
    expect(host!.room.players.get(guest!.id)?.player_data).toEqual({ name: 'guest' });
  });

  it('lists public rooms and no private ones', async () => {
    const [open] = await some(1, { room: { properties: { listed: encoding } } });
    const [hidden] = await some(1, { room: { properties: { listed: encoding }, visibility: 'private' } });
    const { rooms } = await dataOf(open!.client.multiplayer.listRooms({ properties: { listed: encoding } }));
    expect(rooms.map(({ room_id }) => room_id)).toEqual([open!.room.id]);
    expect(hidden!.room.info.visibility).toBe('private');
  });

  it('says why it did not let somebody in', async () => {
    const client = await guestOf(server.url, options);
    const { error } = await client.multiplayer.joinRoom('ZZZZ-9999');
    expect(error).toMatchObject({ code: 'rooms.not_found', kind: 'not_found', retry: false });
    expect(client.multiplayer.room).toBeNull();
    expect((await client.multiplayer.send('hello')).error?.code).toBe('client.not_in_room');
    expect((await client.multiplayer.leaveRoom()).error?.code).toBe('client.not_in_room');
  });

  it('opens a locked door with the password only', async () => {
    const [host] = await some(1, { room: { password: 'sesame' } });
    const client = await guestOf(server.url, options);
    expect((await client.multiplayer.joinRoom(host!.room.code)).success).toBe(false);
    const room = await dataOf(client.multiplayer.joinRoom(host!.room.code, { password: 'sesame' }));
    expect(room.id).toBe(host!.room.id);
  });

  it('tells of who comes, changes and goes', async () => {
    const [host] = await some(1);
    const events = told(host!);
    const guest = await joined(server.url, host!.room.code, options);
    await dataOf(guest.room.setPlayerData({ name: 'Ann' }));
    await dataOf(guest.room.leave());
    await until(() => events.length === 3);
    expect(events).toEqual([
      ['playerJoined', guest.id],
      ['playerUpdated', guest.id, { name: 'Ann' }],
      ['playerLeft', guest.id, 'left'],
    ]);
    expect(guest.client.multiplayer.room).toBeNull();
  });

  it('leaves the room when another one is joined', async () => {
    const [one] = await some(1);
    const [other] = await some(1);
    const guest = await joined(server.url, one!.room.code, options);
    const events = told(guest);
    await dataOf(guest.client.multiplayer.joinRoom(other!.room.code));
    expect(events).toEqual([['left', 'switched']]);
    expect(guest.client.multiplayer.room?.id).toBe(other!.room.id);
    expect((await guest.room.send('into the void')).error?.code).toBe('client.not_in_room');
  });

  it('brings messages to all, the sender included, in the order of the room', async () => {
    const players = await some(3);
    const heard = players.map(({ room }) => {
      const messages: RoomMessage[] = [];
      room.on('message', (message) => messages.push(message));
      return messages;
    });
    await Promise.all(
      players.flatMap(({ room }, who) => [0, 1, 2].map((n) => dataOf(room.send({ who, n })))),
    );
    await until(() => heard.every((messages) => messages.length === 9));
    expect(heard[1]).toEqual(heard[0]);
    expect(heard[2]).toEqual(heard[0]);
    for (const who of [0, 1, 2])
      expect(
        heard[0]!.map(({ data }) => data as { who: number; n: number }).filter((data) => data.who === who),
      ).toEqual([0, 1, 2].map((n) => ({ who, n })));
  });

  it('brings a message to one, on a channel, as text', async () => {
    const [host, one, other] = await some(3);
    const heard: unknown[] = [];
    for (const player of [host!, one!, other!])
      player.room.on('message', ({ from, channel, text }) => heard.push([player.id, from, channel, text]));
    const { seq } = await dataOf(host!.room.send('psst', { to: one!.id, channel: 'whisper' }));
    await dataOf(host!.room.send('all'));
    await until(() => heard.length === 4);
    expect(heard[0]).toEqual([one!.id, host!.id, 'whisper', 'psst']);
    expect(seq).toBeGreaterThan(0);
  });

  it('calls functions of others', async () => {
    const [one, other] = await some(2);
    const heard: unknown[] = [];
    const undo = other!.client.multiplayer.rpc.register('explode', (from: string, x: number, y: number) =>
      heard.push([from, x, y]),
    );
    await dataOf(one!.client.multiplayer.rpc.call(other!.id, 'explode', 3, 4));
    await dataOf(one!.room.rpc.call('others', 'nobody knows this'));
    await until(() => heard.length === 1);
    undo();
    await dataOf(one!.room.rpc.call('others', 'explode', 5, 6));
    await dataOf(other!.room.send('after'));
    expect(heard).toEqual([[one!.id, 3, 4]]);
  });

  it('changes properties, unless somebody was first', async () => {
    const [host, guest] = await some(2, { room: { properties: { map: 'harbour' } } });
    const events = told(guest!);
    const revision = host!.room.info.revision;
    await dataOf(host!.room.setProperties({ map: 'moon', wind: 3 }, { expectRevision: revision }));
    const { error } = await host!.room.setProperties({ map: 'sea' }, { expectRevision: revision });
    expect(error).toMatchObject({ code: 'rooms.changed', data: { properties: { map: 'moon', wind: 3 } } });
    await dataOf(host!.room.setProperties({ wind: null }));
    await until(() => events.length === 2);
    expect(events).toEqual([
      ['updated', { map: 'moon', wind: 3 }],
      ['updated', { map: 'moon' }],
    ]);
  });

  it('lets the host take players out, and hand the room over with what it laid down', async () => {
    const [host, heir, rowdy] = await some(3);
    const events = [heir!, rowdy!].map(told);
    expect((await heir!.room.kick(rowdy!.id)).error?.code).toBe('rooms.forbidden');
    await dataOf(host!.room.kick(rowdy!.id));
    await dataOf(host!.room.putHostState({ wave: 3 }));
    await dataOf(host!.room.transferHost(heir!.id));
    await until(() => heir!.room.isHost && rowdy!.client.multiplayer.room === null);
    expect(heir!.room.hostState).toEqual({ wave: 3 });
    expect(events[1]).toEqual([['left', 'kicked']]);
    expect(events[0]).toContainEqual(['hostChanged', heir!.id, { wave: 3 }]);
  });

  it('throws what went wrong where that is wanted', async () => {
    const client = createClient({
      url: server.url,
      storage: memoryStorage(),
      WebSocket,
      throwOnError: true,
      ...options,
    });
    await client.auth.guest();
    await expect(client.multiplayer.joinRoom('ZZZZ-9999')).rejects.toMatchObject({ code: 'rooms.not_found' });
    await expect(client.multiplayer.send('x')).rejects.toMatchObject({ code: 'client.not_in_room' });
    const room = await client.multiplayer.createRoom();
    expect((await room.send('hello')).seq).toBeGreaterThan(0);
    expect((await room.rpc.call('all', 'f')).seq).toBeGreaterThan(0);
    await expect(room.kick(room.id)).rejects.toMatchObject({ code: 'rooms.no_player' });
    expect(await room.leave()).toBeNull();
    client.close();
  });

  it('gives the seat up when the client is closed', async () => {
    const [host, guest] = await some(2);
    const events = told(host!);
    guest!.client.close();
    await until(() => events.length === 1);
    expect(events).toEqual([['playerLeft', guest!.id, 'left']]);
  });

  it('opens nothing any more once it is closed', async () => {
    const [host] = await some(1);
    const client = await guestOf(server.url, options);
    const joining = client.multiplayer.joinRoom(host!.room.code);
    client.close();
    expect((await joining).error?.code).toBe('client.aborted');
    expect((await client.socket.connect()).error?.code).toBe('client.aborted');
    expect(client.socket.state).toBe('closed');
  });

  it('refuses a message that no frame can hold, and lives on', async () => {
    const [one] = await some(1);
    const [large, small] = [one!.room.send('x'.repeat(100_000)), one!.room.send('small')];
    expect((await large).error?.code).toBe('client.frame_too_large');
    expect((await small).success).toBe(true);
  });
});
