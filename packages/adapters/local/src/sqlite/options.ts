import { z } from 'zod';

export const SqliteOptions = z.strictObject({
  /** Where the database lies; `:memory:` keeps it in a temporary folder that goes when the server stops. */
  file: z.string().min(1),
  /** Seconds a writer stands in line before it is told that the database is busy. */
  waitSeconds: z.number().positive().default(5),
});

export type SqliteOptions = z.input<typeof SqliteOptions>;
