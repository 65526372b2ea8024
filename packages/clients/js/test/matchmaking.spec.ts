import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  memoryStorage,
  type Client,
  type Match,
  type Proposal,
  type QueueStatus,
  type Room,
} from '../src/index.js';
import { FaultProxy } from './fault-proxy.js';
import { clientOf, closeClients, dataOf, guestOf, until } from './fixtures.js';
import { startRooms } from './players.js';

describe('matchmaking', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRooms({
      queues: [
        { name: 'default', min_players: 2, max_players: 2 },
        { name: 'duel', min_players: 2, max_players: 2 },
        { name: 'agreed', min_players: 2, max_players: 2, accept_seconds: 20 },
      ],
    });
  });
  afterEach(closeClients);
  afterAll(() => server.stop());

  const queueing = async (client: Client, queue: string) =>
    dataOf(client.multiplayer.matchmaking.joinQueue({ queue }));

  it('finds a match for the seed’s words, and a seat in its room', async () => {
    const players = [await guestOf(server.url), await guestOf(server.url)];
    const found = players.map(
      ({ multiplayer }) =>
        new Promise<Room>((resolve, reject) =>
          multiplayer.matchmaking.on('matchFound', ({ room_id }) => {
            dataOf(multiplayer.joinRoom(room_id)).then(resolve, reject);
          }),
        ),
    );
    const wish = { mode: 'deathmatch', region: 'us-east', skill_range: [900, 1500] as [number, number] };
    for (const { multiplayer } of players) await dataOf(multiplayer.matchmaking.joinQueue(wish));
    const rooms = await Promise.all(found);
    expect(rooms[0]!.id).toBe(rooms[1]!.id);
    await until(() => rooms[0]!.players.size === 2);
  });

  it('joins the room of a match by itself', async () => {
    const players = [await guestOf(server.url), await guestOf(server.url)];
    const rooms: Room[] = [];
    const matches: Match[] = [];
    for (const { multiplayer } of players) {
      const ticket = await dataOf(
        multiplayer.matchmaking.joinQueue({ queue: 'duel' }, { autoJoin: { player_data: { name: 'Ann' } } }),
      );
      ticket.on('found', (match) => matches.push(match));
      ticket.on('joined', (room) => rooms.push(room));
    }
    await until(() => rooms.length === 2);
    expect(matches.map(({ room_id }) => room_id)).toEqual([rooms[0]!.id, rooms[0]!.id]);
    expect(rooms[1]!.self.player_data).toEqual({ name: 'Ann' });
    expect(players[0]!.multiplayer.room).toBe(
      rooms.find(({ self }) => self.player_id === players[0]!.auth.player?.user_id),
    );
  });

  it('asks whether to accept, and finds the match when all have', async () => {
    const players = [await guestOf(server.url), await guestOf(server.url)];
    const [asked, found]: [Proposal[], Match[]] = [[], []];
    for (const player of players) {
      const ticket = await queueing(player, 'agreed');
      ticket.on('accepting', (match) => {
        asked.push(match);
        void ticket.accept();
      });
      ticket.on('found', (match) => found.push(match));
    }
    await until(() => found.length === 2);
    expect(asked.map(({ state, room_id }) => [state, room_id])).toEqual([
      ['accepting', null],
      ['accepting', null],
    ]);
    expect(found[0]!.room_id).toBe(found[1]!.room_id);
  });

  it('tells why nobody was found yet, and leaves the queue', async () => {
    const client = await guestOf(server.url);
    const ticket = await queueing(client, 'duel');
    const ended: string[] = [];
    const told: QueueStatus[] = [];
    ticket.on('ended', (reason) => ended.push(reason));
    client.multiplayer.matchmaking.on('queueUpdated', (status) => told.push(status));
    expect((await dataOf(ticket.why())).compatible).toBe(0);
    expect((await client.multiplayer.matchmaking.joinQueue({ queue: 'duel' })).error).toMatchObject({
      code: 'matchmaking.already_queued',
      data: { ticket_id: ticket.id },
    });
    await dataOf(ticket.leave());
    await until(() => ended.length === 1);
    expect(ticket.status).toBe('cancelled');
    expect(told.at(-1)?.status).toBe('cancelled');
  });

  it('hears of a match that was found while the connection was broken', async () => {
    const proxy = await FaultProxy.to(server.url);
    const away = await guestOf(proxy.url);
    const ticket = await queueing(away, 'duel');
    const found: Match[] = [];
    ticket.on('found', (match) => found.push(match));
    await proxy.down();
    await until(() => away.socket.state === 'waiting');
    const other = await queueing(await guestOf(server.url), 'duel');
    await until(() => other.status === 'matched');
    await proxy.up();
    await until(() => found.length === 1);
    expect(ticket.status).toBe('matched');
    closeClients();
    await proxy.down();
  });

  it('goes on with the tickets of before a reload', async () => {
    const storage = memoryStorage();
    const before = await guestOf(server.url, { storage });
    const { id } = await queueing(before, 'duel');
    before.close();
    const after = clientOf(server.url, { storage });
    const [ticket] = await dataOf(after.multiplayer.matchmaking.tickets());
    expect(ticket?.id).toBe(id);
    await dataOf(ticket!.leave());
  });

  it('measures how far the regions are', async () => {
    const client = await guestOf(server.url);
    const latencies = await client.multiplayer.matchmaking.measureLatencies({
      here: `${server.url}/healthz`,
      nowhere: 'http://127.0.0.1:9/',
    });
    expect(Object.keys(latencies)).toEqual(['here']);
    expect(latencies['here']).toBeGreaterThan(0);
  });
});
