import { randomUUID } from 'node:crypto';
import type { Bus, Cache, Finding, Relay } from '@aethex/core';
import type { Redis } from 'ioredis';
import type { Connections } from '../connection/connections.js';
import { readInfo, serverFindings, type ServerInfo } from './rules/server-findings.js';

/** Milliseconds by which the clocks may differ: tokens and leases bear as much. */
const skewMs = 60_000;
const hearMs = 2_000;

const known = new WeakMap<object, Connections>();

/** Remembers by which connections an instance speaks, for `pulse` and `check`. */
export function speaksBy<T extends object>(connections: Connections, instance: T): T {
  known.set(instance, connections);
  return instance;
}

/** Whether Redis answers at the moment. */
export async function pulse(instance: object): Promise<boolean> {
  const commands = await known.get(instance)?.commands();
  return (await commands?.ping()) === 'PONG';
}

/** What is to be said about the server; of the adapters that share it one says it. */
async function examineServer(instance: object): Promise<Finding[]> {
  const connections = known.get(instance);
  if (!connections?.isReporter(instance)) return [];
  // On its own: what the adapters try may end their connection, as when a replica answers.
  const client = await connections.listen('doctor');
  try {
    return [await clockSkew(client), ...serverFindings(await infoOf(client))].map((finding) => ({
      ...finding,
      what: `Redis at ${connections.place}: ${finding.what}`,
    }));
  } finally {
    connections.leave(client);
  }
}

/** What is to be said about the server, and whether the adapter does its work. */
export async function examine<T extends object>(
  instance: T,
  probe: (instance: T) => Promise<Finding>,
): Promise<Finding[]> {
  const server = await examineServer(instance);
  try {
    return [...server, await probe(instance)];
  } catch (error) {
    const { cause = error } = error as Error;
    const why = cause instanceof Error ? cause.message : String(cause);
    return [
      ...server,
      { what: `Redis refused what was tried: ${why}`, ok: false, fix: 'See its log and its ACL.' },
    ];
  }
}

/** Keeps, reads and removes a value. */
export async function examineCache(cache: Cache): Promise<Finding> {
  const key = `doctor:${randomUUID()}`;
  const kept = await cache.set(key, 'probe', 10);
  const read = await cache.get(key);
  await cache.delete(key);
  const ok = kept && read === 'probe' && (await cache.get(key)) === null;
  return { what: 'a value was kept, read and removed', ok, fix: 'Look into the log of Redis.' };
}

/** Sends a message and hears it. */
export async function examineBus(bus: Bus): Promise<Finding> {
  const topic = `doctor:${randomUUID()}`;
  let heard: () => void = () => undefined;
  const hearing = new Promise<boolean>((resolve) => (heard = () => resolve(true)));
  const undo = await bus.subscribe(topic, () => heard());
  await bus.publish(topic, Uint8Array.of(1));
  const timer = new Promise<boolean>((resolve) => void setTimeout(() => resolve(false), hearMs).unref());
  const ok = await Promise.race([hearing, timer]);
  await undo();
  return {
    what: 'a message was sent and heard',
    ok,
    fix: 'Allow the user every channel: ACL SETUSER <user> &*.',
  };
}

/** Claims a name, prolongs it and gives it back. */
export async function examineRelay(relay: Relay): Promise<Finding> {
  const claim = await relay.claim(`doctor/${randomUUID()}`, 'doctor', 10);
  const [held] = claim ? await relay.renew([claim], 10) : [];
  if (claim) await relay.release(claim);
  const ok = claim !== null && held === true && (await relay.holder(claim.name)) === null;
  return { what: 'a room was claimed, prolonged and given back', ok, fix: 'Allow the user EVAL and TIME.' };
}

/** Keeps and removes a key where wake-ups are kept. */
export async function examineJobs(instance: object): Promise<Finding> {
  const connections = known.get(instance);
  const commands = await connections?.commands();
  const key = `{${connections?.prefix}:jobs}:doctor:${randomUUID()}`;
  const ok = (await commands?.set(key, '', 'EX', 10)) === 'OK' && (await commands?.del(key)) === 1;
  return { what: 'workers can be woken', ok, fix: `Allow the user the keys {${connections?.prefix}:jobs}*.` };
}

/** What it tells of itself, and when it keeps snapshots. A hosted one may tell neither. */
async function infoOf(client: Redis): Promise<ServerInfo> {
  const info = readInfo(await client.info().catch(() => ''));
  const [, save = ''] = await client.config('GET', 'save').then(
    (answer) => answer as string[],
    () => [],
  );
  return new Map([...info, ['save', save]]);
}

async function clockSkew(client: Redis): Promise<Finding> {
  const [seconds, micros] = await client.time();
  const skew = Math.abs(Number(seconds) * 1000 + Number(micros) / 1000 - wallMs());
  return {
    what: `its clock and this one differ by ${Math.round(skew)} ms`,
    ok: skew < skewMs,
    fix: 'Let both hosts keep their time by NTP.',
  };
}

/** The time of this host. It is compared with another clock, not told to anybody. */
const wallMs = (): number => performance.timeOrigin + performance.now();
