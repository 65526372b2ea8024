import { z } from 'zod';

/** Where a Postgres is and how it is spoken to. */
export const connectionOptions = {
  /** `postgres://user:password@host:5432/database`. The user owns the tables. */
  url: z.string().regex(/^postgres(ql)?:\/\//, 'must look like postgres://user:password@host:5432/database'),
  /** TLS as Node understands it; `true` demands a certificate this machine trusts. `sslmode` in the URL does as well. */
  ssl: z
    .union([
      z.boolean(),
      z.strictObject({
        ca: z.string().optional(),
        cert: z.string().optional(),
        key: z.string().optional(),
        rejectUnauthorized: z.boolean().optional(),
      }),
    ])
    .optional(),
};

const seconds = z.number().positive().max(3600);

export const PostgresOptions = z.strictObject({
  ...connectionOptions,
  /** A replica for reads that say they may be a moment late. */
  reader: connectionOptions.url.optional(),
  /** Connections that write. */
  poolSize: z.int().min(1).max(500).default(10),
  /** Connections that read; reads of one turn share one. */
  readPoolSize: z.int().min(1).max(500).default(5),
  /** Seconds a call waits for a connection before it gets `db.busy`. */
  acquireSeconds: seconds.default(2),
  /** Seconds after which a statement is given up. */
  statementSeconds: seconds.default(5),
  /** Seconds a statement waits for somebody else's lock before it gets `db.busy`. */
  lockSeconds: seconds.default(3),
  /** Seconds after which the server ends a transaction in which nothing happens. */
  idleInTransactionSeconds: seconds.default(10),
  /** What takes away a promise. Nothing of it belongs into a server that anybody plays on. */
  unsafe: z
    .strictObject({
      /** Accepts a server with `fsync` or `full_page_writes` off, which loses or ruins everything at a power cut. */
      allowFsyncOff: z.boolean().default(false),
    })
    .default({ allowFsyncOff: false }),
});

export type PostgresOptions = z.input<typeof PostgresOptions>;
export type PostgresSettings = z.output<typeof PostgresOptions>;

/** Connections for migrations and reading by hand; they are closed when nobody uses them. */
export const sourceSize = 3;
