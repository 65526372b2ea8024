import { z } from 'zod';

export const RedisOptions = z.strictObject({
  /** `redis://user:password@host:6379/0`; `rediss://` speaks TLS. */
  url: z.string().regex(/^rediss?:\/\/./, 'must look like redis://user:password@host:6379'),
  /** What every key and channel begins with, so that several servers can use one Redis. */
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -')
    .default('aethex'),
});

export type RedisOptions = z.input<typeof RedisOptions>;
export type RedisSettings = z.output<typeof RedisOptions>;
