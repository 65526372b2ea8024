export { bullJobs, redis, redisBus, redisCache, redisRelay } from './redis.js';
export type { BullJobsOptions } from './jobs/options.js';
export type { RedisOptions } from './options.js';
