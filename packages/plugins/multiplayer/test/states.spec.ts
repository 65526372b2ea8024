import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StateData } from '@aethex/protocol/realtime';
import type { TestServer, TestSocket } from '@aethex/testing';
import { clientOf, idOf, serverWith, wait } from './kit.js';
import { Listener } from './listener.js';

const forms = ['plain', 'plain-msgpack', 'batch', 'batch-msgpack', 'delta'];

let server: TestServer;
beforeAll(async () => {
  server = await serverWith();
}, 30_000);
afterAll(() => server.stop(), 30_000);

interface Player {
  readonly socket: TestSocket;
  readonly client: Listener;
  readonly id: string;
}

/** A player in a room who merges what they hear. */
async function player(name: string, roomId: string, form: string): Promise<Player> {
  const client = new Listener(name, idOf(name), form);
  const socket = await server.rawSocket({ encoding: client.encoding });
  await socket.signIn(await server.as(name).token(), { features: [...client.features] });
  socket.send({ type: 'join_room', room_id: roomId });
  const joined = await socket.next('room_joined');
  client.states = structuredClone(joined.state);
  const hear = (): void => {
    for (const frame of socket.frames.splice(0))
      if (frame.type === 'state_update' || frame.type === 'player_state') client.take(frame);
  };
  socket.raw.on('message', (data: Buffer) => {
    client.bytes += data.length + (data.length < 126 ? 2 : 4);
    setImmediate(hear);
  });
  return { socket, client, id: idOf(name) };
}

const open = async (more: object = {}): Promise<string> =>
  (
    await clientOf(server, 'ann').create({
      max_players: 16,
      tick_rate: 20,
      quantum: { position: 0.01, turn: 0.1 },
      ...more,
    })
  ).room_id;

const move = (t: number): StateData => ({
  position: { x: Math.sin(t) * 20, y: 0, z: Math.cos(t) * 20 },
  turn: (t * 57) % 360,
});

/** What everybody is to know of the others. */
const others = (states: Record<string, StateData>, self: string): Record<string, StateData> =>
  Object.fromEntries(Object.entries(states).filter(([id]) => id !== self));

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !isSo(); i++) await wait(25);
}

describe('states over sockets', () => {
  it.each([0, 20])(
    'are the same for every kind of client, %i ticks a second',
    async (tickRate) => {
      const roomId = await open({ tick_rate: tickRate });
      const players: Player[] = [];
      for (const form of forms) players.push(await player(`${form}-${tickRate}`, roomId, form));
      for (let t = 0; t < 20; t++) {
        for (const [i, { socket }] of players.entries())
          socket.send({ type: 'state_update', data: { ...move(t * 0.02 + i), health: t } });
        await wait(10);
      }
      const late = await player(`late-${tickRate}`, roomId, 'delta');
      for (const { socket } of players)
        socket.send({ type: 'state_update', data: { health: null, done: true } });
      const isDone = ({ states }: Listener, self: string): boolean => {
        const all = Object.values(others(states, self));
        return all.length >= 4 && all.every((state) => state['done'] === true);
      };
      await until(
        () => players.every(({ client, id }) => isDone(client, id)) && isDone(late.client, late.id),
      );
      const truth = late.client.states;
      const [first] = players;
      expect(truth[first!.id]).toEqual({
        position: { x: 7.42, y: 0, z: 18.57 },
        turn: 21.7,
        done: true,
      });
      for (const { client, id } of players) expect(others(client.states, id)).toEqual(others(truth, id));
    },
    60_000,
  );

  it('take 16 bytes at most where players move, everything counted', async () => {
    const roomId = await open();
    const players: Player[] = [];
    for (let i = 0; i < 8; i++) players.push(await player(`mover-${i}`, roomId, 'delta'));
    for (const { client } of players) {
      client.bytes = 0;
      client.told = 0;
    }
    for (let t = 0; t < 60; t++) {
      for (const [i, { socket }] of players.entries())
        socket.send({ type: 'state_update', data: move(t * 0.012 + i) });
      await wait(50);
    }
    for (const { client } of players) {
      expect(client.told).toBeGreaterThan(200);
      expect(client.bytes / client.told).toBeLessThanOrEqual(16);
    }
  }, 60_000);
});
