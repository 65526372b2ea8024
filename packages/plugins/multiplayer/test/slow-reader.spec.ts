import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Metrics } from '@aethex/core';
import type { TestServer, TestSocket } from '@aethex/testing';
import { clientOf, idOf, joined, serverWith, wait } from './kit.js';

let server: TestServer;
beforeAll(async () => {
  server = await serverWith({ slowReader: '16kb' }, { socket: { maxBuffered: '512kb' } });
}, 30_000);
afterAll(() => server.stop(), 30_000);

/** What waits in this process for sockets that do not read, in bytes. */
async function waiting(): Promise<number> {
  const text = await server.get(Metrics).registry.metrics();
  return Number(/^aethex_socket_buffered_bytes (\d+)/m.exec(text)?.[1] ?? 0);
}

/** Talks to somebody who does not read, until something is so. */
async function talk(talkers: readonly TestSocket[], to: string, until: () => boolean | Promise<boolean>) {
  for (let i = 0; i < 200; i += 1) {
    if (await until()) return;
    for (const socket of talkers) socket.send({ type: 'send_message', data: 'x'.repeat(12_000), to });
    await wait(250);
  }
  throw new Error('It never came to that.');
}

async function roomWithTalkers() {
  const { room_id } = await clientOf(server, 'ann').create({ tick_rate: 60, max_players: 20 });
  const ann = (await joined(server, 'ann', room_id)).socket;
  const bob = (await joined(server, 'bob', room_id)).socket;
  const names = Array.from({ length: 9 }, (_, i) => `t${i}`);
  const talkers = await Promise.all(names.map(async (name) => (await joined(server, name, room_id)).socket));
  return { ann, bob, talkers };
}

describe('a slow reader', () => {
  it('of states misses those in between, and gets the newest when they have caught up', async () => {
    const { ann, bob, talkers } = await roomWithTalkers();
    bob.raw.pause();
    await talk(talkers, idOf('bob'), async () => (await waiting()) > 32 * 1024);
    for (let i = 1; i <= 30; i += 1) {
      ann.send({ type: 'state_update', data: { i } });
      expect(await talkers[0]!.next('player_state')).toMatchObject({ data: { i } });
    }
    bob.raw.resume();
    const heard: unknown[] = [];
    while (heard.at(-1) !== 30) heard.push((await bob.next('player_state')).data['i']);
    expect(heard.length).toBeLessThan(5);
    expect(await server.get(Metrics).registry.metrics()).toMatch(
      /^aethex_multiplayer_drops_total\{what="state"\} [1-9]/m,
    );
  }, 60_000);

  it('of events is cut at the limit and keeps the seat, and nobody else waits', async () => {
    const { ann, bob, talkers } = await roomWithTalkers();
    bob.raw.pause();
    await talk(talkers, idOf('bob'), () =>
      ann.frames.some((frame) => frame.type === 'player_updated' && !frame.player.connected),
    );
    talkers[0]!.send({ type: 'send_message', text: 'all well' });
    expect((await ann.next('message')).text).toBe('all well');
    bob.raw.resume();
    expect((await bob.closed).code).toBe(4001);
  }, 60_000);
});
