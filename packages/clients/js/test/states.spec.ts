import { unpack } from '@aethex/protocol/realtime';
import type { TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { closeClients, until } from './fixtures.js';
import { joined, seated, startRooms, type Seated } from './players.js';

/** A WebSocket that remembers the binary frames that came in, and how many states went out. */
class Watched extends WebSocket {
  static readonly heard: Uint8Array[] = [];
  static states = 0;

  constructor(url: string) {
    super(url);
    this.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) Watched.heard.push(new Uint8Array(data));
    });
  }

  override send(data: string | Uint8Array): void {
    if (Buffer.from(data).includes('state_update')) Watched.states += 1;
    super.send(data);
  }
}

describe.each([{ encoding: 'json' }, { encoding: 'msgpack' }] as const)(
  'states in $encoding',
  ({ encoding }) => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startRooms();
    });
    afterEach(closeClients);
    afterAll(() => server.stop());

    const options = { realtime: { encoding } };
    const some = (count: number, room: Parameters<typeof seated>[2] = {}): Promise<Seated[]> =>
      seated(server.url, count, { options, ...room });

    it('merges states and tells of what changed', async () => {
      const [one, other] = await some(2);
      const heard: unknown[] = [];
      other!.client.multiplayer.onState((id, state, change) => heard.push([id, state, change]));
      one!.room.sendState({ position: [1, 2, 3], health: 100 });
      await until(() => heard.length === 1);
      one!.room.sendState({ position: [1, 2, 4], health: 100 });
      await until(() => heard.length === 2);
      one!.room.sendState({ health: null });
      await until(() => heard.length === 3);
      expect(heard).toEqual([
        [one!.id, { position: [1, 2, 3], health: 100 }, { position: [1, 2, 3], health: 100 }],
        [one!.id, { position: [1, 2, 4], health: 100 }, { position: [1, 2, 4] }],
        [one!.id, { position: [1, 2, 4] }, { health: null }],
      ]);
      expect(other!.room.playerState(one!.id)).toEqual({ position: [1, 2, 4] });
    });

    it('gathers states to the tick rate of the room', async () => {
      const [one, other] = await some(2, {
        options: { ...options, WebSocket: Watched },
        room: { tick_rate: 10 },
      });
      Watched.states = 0;
      let heard = 0;
      other!.room.on('state', () => (heard += 1));
      const begun = performance.now();
      for (let i = 0; performance.now() - begun < 1000; i += 1) {
        one!.room.sendState({ i });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await until(() => heard >= 6);
      expect(heard).toBeLessThanOrEqual(12);
      expect(Watched.states).toBeLessThanOrEqual(12);
    });

    it('shows newcomers what was told before they came', async () => {
      const [one] = await some(1);
      one!.room.sendState({ position: [7, 8, 9], name: 'one' });
      await until(() => one!.room.playerState(one!.id));
      const late = await joined(server.url, one!.room.code, options);
      expect(late.room.playerState(one!.id)).toEqual({ position: [7, 8, 9], name: 'one' });
    });

    it('moves evenly between the ticks', async () => {
      const [one, other] = await some(2);
      const smooth = other!.room.interpolation({ keys: ['x'] });
      const begun = performance.now();
      const seen: number[] = [];
      while (performance.now() - begun < 1500) {
        one!.room.sendState({ x: (performance.now() - begun) / 10 });
        const x = smooth.at(one!.id)?.['x'];
        if (typeof x === 'number') seen.push(x);
        await new Promise((resolve) => setTimeout(resolve, 8));
      }
      smooth.stop();
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      // Far more positions were shown than 20 a second were sent.
      expect(new Set(seen).size).toBeGreaterThan(45);
      expect(smooth.at(one!.id)).toBeNull();
    });

    it('knows the server’s clock', async () => {
      const [one] = await some(1);
      await until(() => Math.abs(one!.room.serverNow() - Date.now()) < 50);
    });
  },
);

describe('packed states', () => {
  it('take 36 bytes a frame where somebody moves, its envelope included, and read the same', async () => {
    const server = await startRooms();
    const options = { realtime: { encoding: 'msgpack' } as const, WebSocket: Watched };
    const [one, other] = await seated(server.url, 2, { options, room: { quantum: { position: 0.01 } } });
    const seen: unknown[] = [];
    other!.room.on('state', (_id, { position }) => seen.push(position));
    for (let n = 1; n <= 20; n += 1) {
      one!.room.sendState({ position: { x: n / 10, y: 2 * n, z: -n } });
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await until(() => JSON.stringify(seen.at(-1)) === JSON.stringify({ x: 2, y: 40, z: -20 }));
    const frames = Watched.heard.flatMap((bytes) => {
      const frame = unpack(bytes) as { type: string; d?: Uint8Array; players?: unknown };
      return frame.type === 'state_update' ? [{ ...frame, size: bytes.length }] : [];
    });
    expect(frames.every(({ d, players }) => d instanceof Uint8Array && players === undefined)).toBe(true);
    const sizes = frames.map(({ size }) => size).toSorted((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(36);
    closeClients();
    await server.stop();
  });
});
