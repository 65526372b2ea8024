import { adapter, Cache, Clock, type Adapter } from '@aethex/core';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { monotonic } from './monotonic.js';

const MemoryCacheOptions = z.strictObject({
  /** How many values it keeps before it forgets those not used for longest. */
  maxEntries: z.int().positive().default(50_000),
  /** About how many bytes they take in memory. */
  maxBytes: z
    .int()
    .positive()
    .default(64 * 1024 * 1024),
});

export type MemoryCacheOptions = z.input<typeof MemoryCacheOptions>;

/** Bytes an entry takes besides its characters, roughly. */
const overhead = 150;
/** Milliseconds between two clean-ups of a full cache; one looks at every entry. */
const cleanUpEvery = 5_000;

const sizeOf = (value: string, key: string): number => overhead + 2 * (value.length + key.length);

/** A cache in memory. Each method does its work at once, so nothing can come between the steps of a race. */
export class MemoryCache extends Cache {
  private readonly now: () => number;
  private readonly entries: LRUCache<string, string>;
  private nextCleanUp = 0;

  constructor(
    clock: Clock,
    private readonly limits: Required<MemoryCacheOptions>,
  ) {
    super();
    this.now = monotonic(clock);
    this.entries = new LRUCache({
      max: limits.maxEntries,
      maxSize: limits.maxBytes,
      sizeCalculation: sizeOf,
      ttl: 1,
      // No timers: an entry is looked at when it is asked for, and all of them when the cache is full.
      ttlResolution: 0,
      perf: { now: this.now },
    });
  }

  async get(key: string): Promise<string | null> {
    return this.entries.get(key) ?? null;
  }

  async set(key: string, value: string, seconds: number, only?: 'absent'): Promise<boolean> {
    if (only === 'absent' && this.entries.has(key)) return false;
    return this.keep(key, value, seconds);
  }

  async add(key: string, by: number, seconds: number): Promise<number> {
    const before = this.entries.get(key);
    if (before === undefined) {
      this.keep(key, String(by), seconds);
      return by;
    }
    const sum = Number(before) + by;
    if (Number.isNaN(sum))
      throw new TypeError(`The cache keeps something under "${key}" that is no counter.`);
    this.entries.set(key, String(sum), { noUpdateTTL: true });
    return sum;
  }

  async delete(key: string): Promise<void> {
    this.entries.delete(key);
  }

  private keep(key: string, value: string, seconds: number): boolean {
    // Not `seconds <= 0`: what is no number must not become a lifetime without an end either.
    if (!(seconds > 0) || sizeOf(value, key) > this.limits.maxBytes) {
      this.entries.delete(key);
      return false;
    }
    this.makeRoom();
    // The library lets an entry live until its time is exceeded; ours is over when it is reached.
    this.entries.set(key, value, { ttl: Math.ceil(seconds * 1000) - 0.5 });
    return true;
  }

  /** Lets those go first whose time is over. */
  private makeRoom(): void {
    const { maxEntries, maxBytes } = this.limits;
    const full = this.entries.size >= maxEntries || this.entries.calculatedSize >= maxBytes * 0.9;
    if (!full || this.now() < this.nextCleanUp) return;
    this.entries.purgeStale();
    this.nextCleanUp = this.now() + cleanUpEvery;
  }
}

/** A cache in the memory of this process. */
export function memoryCache(options: MemoryCacheOptions = {}): Adapter<Cache> {
  const limits = MemoryCacheOptions.parse(options);
  return adapter<Cache>({
    port: Cache,
    name: 'memory',
    reach: 'process',
    needs: [Clock],
    about: limits,
    // Nothing here can wait, and a timer for each call would cost more than the call.
    timeoutMs: 0,
    create: ({ get }) => new MemoryCache(get(Clock), limits),
  });
}
