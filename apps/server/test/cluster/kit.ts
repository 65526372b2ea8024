import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { startCluster, type Cluster, type ClusterNode } from '../../../../scripts/faults/cluster/cluster.mjs';
import { command } from '../../../../scripts/faults/server.mjs';
import { Device, type Answer } from '../device.js';

// Every node is a process that starts, on a machine that may have other things to do.
jest.setTimeout(240_000);

if (!existsSync(command)) throw new Error(`These tests run ${command}. Run \`npm run build\` first.`);

/** Milliseconds in which every node knows what happened at another one. */
export const promised = 2000;

/** Four nodes that start at once on an empty database, with the plugins of `truth.config.mjs`. */
export function fourNodes(): Promise<Cluster> {
  const config = fileURLToPath(new URL('truth.config.mjs', import.meta.url));
  return startCluster({
    nodes: 4,
    atOnce: true,
    args: ['--set', 'log.level=warn'],
    nodeOptions: () => ({ config }),
  });
}

/** The same player at several nodes. */
export function at(node: ClusterNode, player: Device): Device {
  return Object.assign(new Device(node.url), { token: player.token });
}

/** Asks until the answer is as wanted, and returns the milliseconds it took; fails after the promised time. */
export async function within(ask: () => Promise<boolean>, ms = promised): Promise<number> {
  const began = performance.now();
  while (!(await ask())) {
    if (performance.now() - began > ms) throw new Error(`It did not come true within ${ms} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - began;
}

/** Limits are counted in whole minutes: waits for the next one when this one is nearly over. */
export async function untilRoomInWindow(seconds = 15): Promise<void> {
  const left = 60_000 - (Date.now() % 60_000);
  if (left < seconds * 1000) await new Promise((resolve) => setTimeout(resolve, left + 50));
}

export const refusedWith =
  (code: string) =>
  ({ body }: Answer): boolean =>
    (body['error'] as { code?: string } | undefined)?.code === code;

/** Opens a socket and signs in; `closed` is its close code. */
export async function openSocket(url: string, token: string): Promise<{ closed: Promise<number> }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/multiplayer`);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  const greeted = new Promise((resolve) => socket.once('message', resolve));
  socket.send(JSON.stringify({ type: 'auth', token }));
  await greeted;
  return { closed };
}

/** The value of a gauge as a node's `/metrics` tells it. */
export async function gauge(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1]);
}
