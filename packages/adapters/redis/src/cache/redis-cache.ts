import { Cache } from '@aethex/core';
import type { Redis } from 'ioredis';
import { asked } from '../connection/unavailable.js';
import { millisecondsOf } from './rules/milliseconds.js';

/**
 * The first addition makes the counter together with its end, so none lives for ever. Sent whole each time, so that a
 * Redis that came back empty knows it.
 */
const addScript = `if tonumber(ARGV[2]) > 0 then redis.call('SET', KEYS[1], '0', 'PX', ARGV[2], 'NX')
elseif redis.call('EXISTS', KEYS[1]) == 0 then return ARGV[1] end
return redis.call('INCRBY', KEYS[1], ARGV[1])`;

/** A cache in Redis: one command for each method, so nothing comes between the steps of a race. */
export class RedisCache extends Cache {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {
    super();
  }

  get(key: string): Promise<string | null> {
    return this.ask(() => this.redis.get(this.keyOf(key)));
  }

  async set(key: string, value: string, seconds: number, only?: 'absent'): Promise<boolean> {
    const ms = millisecondsOf(seconds);
    // Redis refuses a time of zero; and some clients take it for no end at all.
    if (ms === 0) return this.forget(key, only);
    const place = this.keyOf(key);
    const answer = await this.ask(() =>
      only === 'absent'
        ? this.redis.set(place, value, 'PX', ms, 'NX')
        : this.redis.set(place, value, 'PX', ms),
    );
    return answer === 'OK';
  }

  async add(key: string, by: number, seconds: number): Promise<number> {
    if (!Number.isSafeInteger(by))
      throw new TypeError(`A counter of the cache counts whole numbers, not ${by}.`);
    const sum = await this.ask(() => this.count(this.keyOf(key), by, millisecondsOf(seconds)));
    if (sum === null) throw new TypeError(`The cache keeps something under "${key}" that is no counter.`);
    return Number(sum);
  }

  async delete(key: string): Promise<void> {
    await this.ask(() => this.redis.del(this.keyOf(key)));
  }

  private async forget(key: string, only?: 'absent'): Promise<false> {
    if (only !== 'absent') await this.delete(key);
    return false;
  }

  /** The new value, or `null` where something else is. */
  private async count(place: string, by: number, ms: number): Promise<unknown> {
    try {
      return await this.redis.eval(addScript, 1, place, by, ms);
    } catch (error) {
      if (error instanceof Error && error.message.includes('not an integer')) return null;
      throw error;
    }
  }

  private ask<T>(command: () => Promise<T>): Promise<T> {
    return asked('Cache', this.redis, command);
  }

  private keyOf(key: string): string {
    return `${this.prefix}:cache:${key}`;
  }
}
