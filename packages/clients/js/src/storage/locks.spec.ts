import { describe, expect, it } from '@jest/globals';
import type { ClientStorage } from './client-storage.js';
import { locksOf } from './locks.js';
import { memoryStorage } from './memory-storage.js';

/** The same texts as another program sees them. */
const viewOf = (storage: ClientStorage): ClientStorage => ({
  get: async (key) => storage.get(key),
  set: async (key, text) => storage.set(key, text),
  delete: async (key) => storage.delete(key),
  keys: async (prefix) => storage.keys(prefix),
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('locks', () => {
  /** Ten pieces of work that tell when two of them run at once. */
  async function mostAtOnce(lockers: ReturnType<typeof locksOf>[]): Promise<number> {
    let [running, most] = [0, 0];
    const work = async (): Promise<void> => {
      most = Math.max(most, (running += 1));
      await pause(5);
      running -= 1;
    };
    await Promise.all(lockers.flatMap((locks) => Array.from({ length: 5 }, () => locks.run('a', work))));
    return most;
  }

  it('let one work at a time among all that share a storage', async () => {
    const storage = memoryStorage();
    expect(await mostAtOnce([locksOf(storage, 'client'), locksOf(storage, 'client')])).toBe(1);
  });

  it('let one work at a time among programs that share only texts', async () => {
    const storage = memoryStorage();
    expect(await mostAtOnce([locksOf(viewOf(storage), 'given'), locksOf(viewOf(storage), 'given')])).toBe(1);
    expect(await storage.keys('')).toEqual([]);
  });

  it('keep different names apart', async () => {
    const locks = locksOf(memoryStorage(), 'client');
    const order: string[] = [];
    const slow = locks.run('slow', async () => {
      await pause(20);
      order.push('slow');
    });
    await locks.run('quick', async () => void order.push('quick'));
    await slow;
    expect(order).toEqual(['quick', 'slow']);
  });

  it('pass on what the work answers, and go on after one that failed', async () => {
    const locks = locksOf(memoryStorage(), 'given');
    await expect(locks.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await locks.run('a', async () => 7)).toBe(7);
  });

  it('take over from somebody who died with a lease', async () => {
    const storage = memoryStorage();
    await storage.set('a:lease', JSON.stringify({ owner: 'dead', until: Date.now() + 100 }));
    expect(await locksOf(storage, 'given').run('a', async () => 7)).toBe(7);
    await storage.set('a:lease', 'not ours');
    expect(await locksOf(storage, 'given').run('a', async () => 8)).toBe(8);
  });
});
