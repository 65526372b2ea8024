import { createClient, type Client, type Room, type WebSocketClass } from '@aethex/client';
import { authPlugin } from '@aethex/plugin-auth';
import { multiplayerPlugin } from '@aethex/plugin-multiplayer';
import { houseRules, startAethex, type TestServer } from '@aethex/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { coinRushPlugin } from '../src/index.js';
import { coinAt, size, type Point } from '../src/rules/field.js';

// Five coins take some walking.
jest.setTimeout(60_000);

houseRules(coinRushPlugin());

describe('coin rush', () => {
  let server: TestServer;
  const clients: Client<'throw'>[] = [];
  beforeAll(async () => {
    const plugins = [authPlugin(), multiplayerPlugin(), coinRushPlugin()];
    server = await startAethex({ plugins, realClock: true });
  });
  afterEach(() => clients.splice(0).forEach((client) => client.close()));
  afterAll(() => server.stop());

  async function guest(): Promise<Client<'throw'>> {
    const options = { url: server.url, WebSocket: WebSocket as unknown as WebSocketClass };
    const client = createClient({ ...options, throwOnError: true });
    clients.push(client);
    await client.auth.guest();
    return client;
  }

  const open = async (): Promise<Room<'throw'>> =>
    (await guest()).multiplayer.createRoom({ kind: 'coinrush' });
  const join = async ({ id }: Room<'throw'>): Promise<Room<'throw'>> =>
    (await guest()).multiplayer.joinRoom(id);
  const place = (room: Room<'throw'>, id: string): Point => room.states.get(id) as unknown as Point;

  async function until(what: string, fits: () => boolean): Promise<void> {
    for (let tries = 0; !fits(); tries += 1) {
      if (tries > 500) throw new Error(`It did not happen that ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Steers towards the coin until this player has it. */
  async function fetchCoin(room: Room<'throw'>, n: number): Promise<void> {
    const me = room.self.player_id;
    const goal = coinAt(n);
    let heading = '';
    await until(`coin ${n} is picked up`, () => {
      if (Number(room.states.get(me)?.['score']) >= n) return true;
      const at = place(room, me);
      const [dx, dy] = [step(goal.x - at.x), step(goal.y - at.y)];
      if (heading === `${dx},${dy}`) return false;
      heading = `${dx},${dy}`;
      // The last coin ends the room, maybe before this call is answered.
      room.rpc.call('server', 'head', { dx, dy }).catch(() => undefined);
      return false;
    });
  }

  const step = (distance: number): number => (Math.abs(distance) < 2 ? 0 : Math.sign(distance));

  it('moves players as the server decides, and tells everybody', async () => {
    const ann = await open();
    const bob = await join(ann);
    const id = ann.self.player_id;
    await until('bob sees ann', () => bob.states.has(id));
    const from = place(bob, id);
    await ann.rpc.call('server', 'head', { dx: 1, dy: 0 });
    await until('ann has moved', () => place(bob, id).x > from.x + 5);
    expect(place(bob, id).y).toBe(from.y);
  });

  it('does not believe a client that says where it is', async () => {
    const ann = await open();
    const bob = await join(ann);
    const id = ann.self.player_id;
    await until('bob sees ann', () => bob.states.has(id));
    ann.sendState({ x: 0, y: 0, score: 5 });
    await ann.rpc.call('server', 'head', { dx: 0, dy: 1 });
    await until('ann has moved', () => place(bob, id).y > size / 2);
    expect(bob.states.get(id)).toMatchObject({ x: size / 2, score: 0 });
  });

  it('is over when somebody has five coins', async () => {
    const ann = await open();
    const bob = await join(ann);
    const won: unknown[] = [];
    bob.on('message', ({ channel, data }) => channel === 'won' && won.push(data));
    const over = new Promise((resolve) => bob.on('left', resolve));
    await until('there is a coin', () => ann.states.has('coin') && ann.states.has(ann.self.player_id));
    for (let coin = 1; coin < 5; coin += 1) await fetchCoin(ann, coin);
    await Promise.race([over, fetchCoin(ann, 5)]);
    expect(await over).toBe('closed');
    expect(won).toEqual([{ player_id: ann.self.player_id }]);
  });

  it('has room for four', async () => {
    const ann = await open();
    for (let more = 0; more < 3; more += 1) await join(ann);
    await expect(join(ann)).rejects.toMatchObject({ code: 'coinrush.full' });
  });
});
