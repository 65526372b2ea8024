import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { closeClients, dataOf, guestOf, until } from './fixtures.js';
import { FaultProxy } from './fault-proxy.js';
import { joined, seated, startRooms, type Seated } from './players.js';

/** Retries as quick as a test can be. */
const retry = { baseMs: 10, capMs: 60 };

const untilDone = async (
  count: number,
  work: (n: number) => Promise<unknown>,
  everyMs: number,
): Promise<void> => {
  const all: Promise<unknown>[] = [];
  for (let n = 1; n <= count; n += 1) {
    all.push(work(n));
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  await Promise.all(all);
};

describe.each([{ encoding: 'json' }, { encoding: 'msgpack' }] as const)(
  'a broken connection, in $encoding',
  ({ encoding }) => {
    let server: TestServer;
    let proxy: FaultProxy;
    beforeAll(async () => {
      server = await startRooms({ logEvents: 200 });
      proxy = await FaultProxy.to(server.url);
    });
    afterEach(closeClients);
    afterAll(async () => {
      await proxy.down();
      await server.stop();
    });

    const options = { retry, realtime: { encoding } };

    /** One who is connected directly, and one behind the network that breaks, in one room. */
    async function pair(room: Parameters<typeof seated>[2] = {}): Promise<[steady: Seated, shaky: Seated]> {
      const [steady] = await seated(server.url, 1, { options, ...room });
      return [steady!, await joined(proxy.url, steady!.room.code, options)];
    }

    const heardBy = ({ room }: Seated, from: string): number[] => {
      const heard: number[] = [];
      room.on('message', ({ from: who, data }) => who === from && heard.push((data as { n: number }).n));
      return heard;
    };

    it('loses and doubles nothing in either direction while it is reset every 200 ms', async () => {
      const [steady, shaky] = await pair();
      const [upward, downward] = [heardBy(steady, shaky.id), heardBy(shaky, steady.id)];
      let resumed = 0;
      shaky.room.on('resumed', () => (resumed += 1));
      const resets = setInterval(() => proxy.cutAll(), 200);
      const count = 150;
      await Promise.all([
        untilDone(count, (n) => dataOf(shaky.room.send({ n }, { to: 'others' })), 30),
        untilDone(count, (n) => dataOf(steady.room.send({ n }, { to: 'others' })), 30),
      ]);
      clearInterval(resets);
      const all = Array.from({ length: count }, (_, index) => index + 1);
      await until(() => upward.length >= count && downward.length >= count);
      expect(upward).toEqual(all);
      expect(downward).toEqual(all);
      expect(resumed).toBeGreaterThan(5);
    });

    it('keeps the seat, and says so on both sides', async () => {
      const [steady, shaky] = await pair();
      const events: unknown[] = [];
      steady.room.on('playerUpdated', ({ connected }) => events.push(connected));
      shaky.room.on('dropped', (seconds) => events.push(`dropped for ${seconds}`));
      shaky.room.on('resumed', () => events.push('resumed'));
      proxy.cutAll();
      await until(() => events.length === 4);
      expect(new Set(events)).toEqual(new Set(['dropped for 30', 'resumed', false, true]));
      expect(shaky.room.isConnected).toBe(true);
      expect(shaky.client.multiplayer.room).toBe(shaky.room);
    });

    it('tells the state anew that was sent meanwhile', async () => {
      const [steady, shaky] = await pair();
      shaky.room.sendState({ x: 1 });
      await until(() => steady.room.playerState(shaky.id)?.['x'] === 1);
      await proxy.down();
      await until(() => !shaky.room.isConnected);
      shaky.room.sendState({ x: 2, y: 3 });
      steady.room.sendState({ z: 9 });
      await proxy.up();
      await until(() => steady.room.playerState(shaky.id)?.['x'] === 2);
      await until(() => shaky.room.playerState(steady.id)?.['z'] === 9);
      expect(steady.room.playerState(shaky.id)).toEqual({ x: 2, y: 3 });
    });

    it('reads the room anew when too much was missed', async () => {
      const [steady, shaky] = await pair();
      const events: string[] = [];
      shaky.room.on('resumed', () => events.push('resumed'));
      shaky.room.on('resynced', (reason) => events.push(reason));
      await proxy.down();
      await until(() => !shaky.room.isConnected);
      // What a room keeps for those who are away has an end.
      const other = await joined(server.url, steady.room.code, options);
      for (let n = 0; n < 260; n += 1) void (n % 2 ? steady : other).room.send({ n });
      await dataOf(steady.room.setProperties({ map: 'moon' }));
      await dataOf(other.room.send('the last'));
      await proxy.up();
      await until(() => events.length > 0);
      expect(events).toEqual(['too_old']);
      expect(shaky.room.properties).toEqual({ map: 'moon' });
      expect((await shaky.room.send('here again')).success).toBe(true);
    });

    it('takes another seat when the held one is gone, and sends what was never sent', async () => {
      const [steady, shaky] = await pair({ room: { hold_seconds: 1 } });
      const heard = heardBy(steady, shaky.id);
      const events: string[] = [];
      steady.room.on('playerLeft', (_player, reason) => events.push(reason));
      shaky.room.on('resynced', (reason) => events.push(reason));
      await proxy.down();
      await until(() => !shaky.room.isConnected);
      const waiting = shaky.room.send({ n: 1 });
      await until(() => events.length === 1);
      await proxy.up();
      expect((await waiting).success).toBe(true);
      await until(() => heard.length === 1);
      expect(events).toEqual(['dropped', 'seat_expired']);
    });

    it('is over when the room is gone meanwhile', async () => {
      const [steady, shaky] = await pair({ room: { hold_seconds: 1 } });
      const events: string[] = [];
      shaky.room.on('left', (reason) => events.push(reason));
      await proxy.down();
      await until(() => !shaky.room.isConnected);
      const waiting = shaky.room.send('to whom?');
      await dataOf(steady.room.close());
      await proxy.up();
      expect((await waiting).error?.code).toBe('client.not_in_room');
      expect(events).toHaveLength(1);
      expect(shaky.client.multiplayer.room).toBeNull();
    });

    it('refuses what is more than can wait', async () => {
      const [, shaky] = await pair();
      await proxy.down();
      await until(() => !shaky.room.isConnected);
      const sent = Array.from({ length: 1001 }, (_, n) => shaky.room.send({ n }));
      expect((await sent.at(-1)!).error?.code).toBe('client.queue_full');
      await proxy.up();
      expect((await sent[0]!).success).toBe(true);
      shaky.client.close();
      expect((await sent[1000 - 1]!).error?.code).toBe('client.not_in_room');
    });

    it('joins in spite of it', async () => {
      const [steady] = await pair();
      const client = await guestOf(proxy.url, options);
      await dataOf(client.socket.connect());
      const joining = client.multiplayer.joinRoom(steady.room.code);
      proxy.cutAll();
      const room = await dataOf(joining);
      expect(room.id).toBe(steady.room.id);
      await until(() => steady.room.players.size === 3);
    });
  },
);
