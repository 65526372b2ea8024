import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Db } from '../db/db.js';
import { Cache } from '../ports/cache.js';
import { BelatedMarks } from './belated-marks.js';
import { Metrics } from './metrics.js';

/** Stands where a value was just written: nothing older may take the place. */
const written = '\u0000';
/** Seconds it stands there: longer than any read that began before the write can take. */
const guard = 30;

export interface CachedOptions {
  /** Name in keys and metrics. */
  readonly name: string;
  readonly seconds: number;
}

/** Values read through the cache. Whoever writes forgets the key inside the write; its own next read is fresh. */
export class Cached<T> {
  private readonly hits: Counter.Internal;
  private readonly misses: Counter.Internal;

  constructor(
    private readonly options: CachedOptions,
    private readonly cache: Cache,
    private readonly db: Db,
    private readonly belated: BelatedMarks,
    metrics: Metrics,
  ) {
    this.hits = metrics.cacheReads.labels({ cache: options.name, result: 'hit' });
    this.misses = metrics.cacheReads.labels({ cache: options.name, result: 'miss' });
  }

  /** The value under the key, from the cache or by `load`. Absence (`null`) is not cached. */
  async get(key: string, load: () => Promise<T | null>): Promise<T | null> {
    const { name, seconds } = this.options;
    const place = `${name}:${key}`;
    // A cache that is away is a cache that knows nothing.
    const kept = await this.cache.get(place).catch(() => null);
    if (kept !== null && kept !== written) {
      this.hits.inc();
      return JSON.parse(kept) as T;
    }
    this.misses.inc();
    const value = await load();
    // 'absent': what a writer marked meanwhile is newer than what was just read.
    if (value !== null && kept !== written)
      await this.cache.set(place, JSON.stringify(value), seconds, 'absent').catch(() => false);
    return value;
  }

  /** Forgets a key, now and when the surrounding write commits. */
  async forget(key: string): Promise<void> {
    const place = `${this.options.name}:${key}`;
    const mark = async (): Promise<void> => void (await this.cache.set(place, written, guard));
    // A cache that is away must not stop a write. It must not come back with what was there before it either.
    await mark().catch(() => undefined);
    await this.db.afterCommit(() => mark().catch(() => this.belated.add(place)));
  }
}

/** Makes caches for services. */
@Injectable()
export class Caches implements OnApplicationShutdown {
  private readonly belated: BelatedMarks;

  constructor(
    private readonly cache: Cache,
    private readonly db: Db,
    private readonly metrics: Metrics,
  ) {
    this.belated = new BelatedMarks((place) => this.cache.set(place, written, guard));
  }

  of<T>(options: CachedOptions): Cached<T> {
    return new Cached<T>(options, this.cache, this.db, this.belated, this.metrics);
  }

  onApplicationShutdown(): void {
    this.belated.stop();
  }
}
