import type { Cache } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { counterPromises } from './cache/counters.js';
import type { CachePromise } from './cache/promise.js';
import { valuePromises } from './cache/values.js';
import { contract } from './suite.js';

/** What every `Cache` promises. */
export const cachePromises: readonly CachePromise[] = [...valuePromises, ...counterPromises];

/** Tests every promise of `Cache`: `describe('RedisCache', () => cacheContract(() => redisCache({ url })))`. */
export function cacheContract(open: Open<Cache>): void {
  contract(cachePromises, async () => Stage.raise(await open()));
}
