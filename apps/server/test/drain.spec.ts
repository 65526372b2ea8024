import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { Device } from './device.js';
import { start } from './kit.js';

interface Closed {
  readonly code: number;
  readonly frames: readonly Record<string, unknown>[];
}

/** Opens a signed-in socket; `closed` tells how it ended and what it was sent. */
async function openSocket(url: string, token: string): Promise<{ closed: Promise<Closed> }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/multiplayer`);
  const frames: Record<string, unknown>[] = [];
  const closed = new Promise<Closed>((resolve) => {
    socket.once('close', (code) => resolve({ code, frames }));
  });
  await new Promise((resolve) => socket.once('open', resolve));
  const greeted = new Promise((resolve) => socket.once('message', resolve));
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString()) as Record<string, unknown>);
  });
  socket.send(JSON.stringify({ type: 'auth', token }));
  await greeted;
  return { closed };
}

describe('SIGTERM', () => {
  it('lets what is under way be answered, sends sockets elsewhere and ends with code 0', async () => {
    const { url, signal, exited, said, dir } = await start();
    const ann = await new Device(url).register('ann');
    const { closed } = await openSocket(url, ann.token);
    const others = ['bob', 'eve', 'kim', 'lee'].map((name) => new Device(url).register(name));
    await new Promise((resolve) => setTimeout(resolve, 40));
    signal('SIGTERM');
    const outcomes = await Promise.allSettled(others);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await closed).toMatchObject({ code: 4000 });
    expect((await closed).frames).toContainEqual(
      expect.objectContaining({ type: 'reconnect', reason: 'draining' }),
    );
    expect(await exited).toEqual({ code: 0, signal: null });
    expect(said.stdout).toContain('draining');
    const again = await start({ dir });
    for (const name of ['ann', 'bob', 'eve', 'kim', 'lee']) await new Device(again.url).login(name);
  });

  it('ends a server that is idle at once, and so does Ctrl-C', async () => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      const { end } = await start();
      expect(await end(name)).toEqual({ code: 0, signal: null });
    }
  });
});
