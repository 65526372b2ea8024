import { randomKey } from '../rules/bytes.js';
import { readJson } from '../rules/read-json.js';
import { pause } from '../timing.js';
import type { ClientStorage, StorageReach } from './client-storage.js';

type Work<T> = () => Promise<T>;

/** Lets one piece of work of a name run at a time, among all that share a storage. */
export interface Locks {
  /** With `settle`, whoever comes next also reads what was stored meanwhile. */
  run<T>(name: string, work: Work<T>, settle?: 'settle'): Promise<T>;
}

type Lock = Locks['run'];

/** Milliseconds for which a lease is good unless it is renewed, and between two renewals. */
const lease = { life: 5000, renew: 1500 };

/** Milliseconds until every tab reads what one has written. */
const propagation = 100;

const queues = new WeakMap<ClientStorage, Map<string, Promise<unknown>>>();

export function locksOf(storage: ClientStorage, reach: StorageReach): Locks {
  const queue = queues.get(storage) ?? new Map<string, Promise<unknown>>();
  queues.set(storage, queue);
  const outer = outerLock(storage, reach);
  return { run: (name, work, settle) => inLine(queue, name, () => outer(name, work, settle)) };
}

function outerLock(storage: ClientStorage, reach: StorageReach): Lock {
  if (reach === 'client') return (_name, work) => work();
  // Pages without TLS have no Web Locks.
  const web = reach === 'origin' ? globalThis.navigator?.locks : undefined;
  return web
    ? (name, work, settle) => underWebLock(web, name, work, settle ? propagation : 0)
    : (name, work) => leased(storage, `${name}:lease`, work);
}

/**
 * What one tab writes into `localStorage` others may read a moment later only, even when a lock came between. The lock
 * can be held for that moment, while the work is answered at once.
 */
function underWebLock<T>(web: LockManager, name: string, work: Work<T>, settleMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const held = async (): Promise<void> => {
      const done = work();
      done.then(resolve, reject);
      await done.catch(() => undefined);
      if (settleMs > 0) await pause(settleMs);
    };
    web.request(name, held).catch(reject);
  });
}

/** Work of one name in this program, one after the other. */
export async function inLine<T>(
  queue: Map<string, Promise<unknown>>,
  name: string,
  work: Work<T>,
): Promise<T> {
  const before = queue.get(name) ?? Promise.resolve();
  const mine = before.then(work, work);
  queue.set(name, mine);
  try {
    return await mine;
  } finally {
    if (queue.get(name) === mine) queue.delete(name);
  }
}

/** A lock made of a text in the storage. Who dies with it loses it after a moment. */
async function leased<T>(storage: ClientStorage, key: string, work: Work<T>): Promise<T> {
  const owner = randomKey();
  const write = async (): Promise<void> => {
    try {
      await storage.set(key, JSON.stringify({ owner, until: Date.now() + lease.life }));
    } catch {
      // Without room for a lease there is none; the server takes what two do at once for one.
    }
  };
  await take(storage, key, owner, write);
  const renewal = setInterval(() => void write(), lease.renew);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    if ((await holder(storage, key)) === owner) await storage.delete(key);
  }
}

async function take(
  storage: ClientStorage,
  key: string,
  owner: string,
  write: () => Promise<void>,
): Promise<void> {
  for (;;) {
    const held = await holder(storage, key);
    if (held === owner) return;
    if (held === null) {
      await write();
      if ((await storage.get(key)) === null) return;
    }
    // Of several that write at once, the last one stays.
    await pause(held === null ? 10 : 15 + Math.random() * 25);
  }
}

async function holder(storage: ClientStorage, key: string): Promise<string | null> {
  const held = readJson<{ owner: string; until: number }>(await storage.get(key));
  const left = (held?.until ?? 0) - Date.now();
  // A lease that ends later than any can was written by another clock.
  return held && left > 0 && left <= lease.life ? held.owner : null;
}
