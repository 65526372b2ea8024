import { TableJobsOptions } from '@aethex/core';
import { z } from 'zod';
import { RedisOptions } from '../options.js';

export const BullJobsOptions = z.strictObject({
  ...RedisOptions.shape,
  ...TableJobsOptions.shape,
  /** How often it is looked for jobs that nobody is woken for, as when Redis came back empty. */
  sweepSeconds: z.number().positive().default(10),
});

export type BullJobsOptions = z.input<typeof BullJobsOptions>;
