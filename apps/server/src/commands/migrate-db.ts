import { BlobStore, BootError, Database, makePlan, type Adapter, type Plan, type Port } from '@aethex/core';
import { bucketOf } from '../config/adapters-by-env.js';
import { serverConfig, type ServerOptions } from '../config/server-config.js';
import { dataDirOf } from '../data/data-dir.js';
import { holdIfFree } from '../data/hold.js';
import { keyFolderOf } from '../data/key-files.js';
import { moveInstallation, type Moved } from '../move/move-installation.js';
import { demandFile } from '../move/move-source.js';
import { ProgressBar } from '../move/progress-bar.js';

export interface MigrateDbOptions extends ServerOptions {
  /** A URL of Postgres; without it the database of the configuration. */
  readonly to?: string;
  /** `s3://bucket/prefix`; without it the store of the configuration. */
  readonly blobs?: string;
  readonly skip?: readonly string[];
}

/**
 * `aethex migrate-db`: moves what lies in the data directory into Postgres, and its blobs to S3 when they are to lie
 * there. Beside a running server it copies one moment; run again after that server has stopped it takes what changed.
 */
export async function migrateDb(options: MigrateDbOptions): Promise<void> {
  const plan = await targetPlan(options);
  const dir = dataDirOf(plan);
  demandFile(dir);
  const release = await holdIfFree(dir);
  const began = new Date();
  try {
    const { stderr } = process;
    if (!release) stderr.write(`  A server runs on ${dir}: copying it as it is now.\n`);
    let bar: ProgressBar | undefined;
    const moved = await moveInstallation({
      dir,
      plan,
      skip: options.skip ?? [],
      isStill: release !== null,
      progress: (total) => {
        const begun = (bar = new ProgressBar(stderr, total));
        return (bytes) => begun.add(bytes);
      },
    });
    bar?.end();
    process.stdout.write(said(moved) + (release ? nextStep(plan, options) : again(dir, began)));
  } finally {
    release?.();
  }
}

/** The configuration with the target that was named. Refuses one that would move the database into itself. */
async function targetPlan(options: MigrateDbOptions): Promise<Plan> {
  const { config, inputs } = await serverConfig(options, 'tools');
  const named: Adapter[] = [];
  if (options.to !== undefined) named.push(await postgresAt(options.to));
  if (options.blobs !== undefined) named.push(await bucketAt(options.blobs));
  const others = (config.adapters ?? []).filter(({ port }) => !named.some((one) => one.port === port));
  const plan = makePlan({ ...config, adapters: [...named, ...others] }, inputs);
  const database = plan.adapters.find(({ port }) => port === (Database as Port));
  if (database?.name === 'postgres') return plan;
  throw new BootError(
    `The database of the configuration is "${database?.name ?? ''}", and nothing says where to move to.`,
    'Set DATABASE_URL, or name the target with --to postgres://user:password@host/database.',
  );
}

async function postgresAt(url: string): Promise<Adapter> {
  const { postgres } = await import('@aethex/postgres');
  if (/^postgres(ql)?:\/\//.test(url)) return postgres({ url });
  throw new BootError(
    '--to is no URL of Postgres.',
    'Write it as postgres://user:password@host:5432/database.',
  );
}

async function bucketAt(place: string): Promise<Adapter> {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)(?:\/(.+?))?\/?$/.exec(place) ?? [];
  if (bucket === undefined)
    throw new BootError(`"${place}" is no bucket.`, 'Write it as s3://bucket/prefix.');
  return bucketOf(bucket, prefix === undefined ? undefined : `${prefix}/`);
}

function said({ tables, blobs }: Moved): string {
  const sum = (of: (table: Moved['tables'][number]) => number): number =>
    tables.reduce((all, table) => all + of(table), 0);
  const lines = tables
    .filter(({ rows, changed }) => rows + changed > 0)
    .map(
      ({ name, rows, changed }) =>
        `  ${name.padEnd(24)} ${String(rows).padStart(10)} rows, ${changed} of them now\n`,
    );
  const moved = blobs ? `, ${blobs.blobs} blobs (${blobs.changed} of them now)` : '';
  const rows = `${sum((one) => one.rows)} rows (${sum((one) => one.changed)} of them now)`;
  return `${lines.join('')}✓ ${rows}${moved}; both sides were counted and their hashes compared\n`;
}

const again = (dir: string, since: Date): string =>
  `! A server runs on ${dir}. What it has written since ${since.toISOString()} is not in the target.
  fix  Stop it and run the same command again: it takes what has changed, and finishes. Until then no server starts on the target.\n`;

function nextStep(plan: Plan, { data }: MigrateDbOptions): string {
  const store = plan.adapters.find(({ port }) => port === (BlobStore as Port));
  const keys = keyFolderOf(plan);
  const dir = dataDirOf(plan);
  const lines = ['  Now set DATABASE_URL to the target for every server'];
  if (store?.name === 's3')
    lines.push('  and S3_BUCKET (S3_ENDPOINT, S3_REGION, S3_PREFIX) to the place of the blobs');
  lines.push(`  and start: aethex start${data === undefined ? '' : ` --data ${data}`}`);
  if (keys !== null)
    lines.push(
      `  Keys stay in ${keys}. For servers on several hosts set AETHEX_KEYS_SECRET: they go into the database then.`,
    );
  lines.push(`  ${dir}/aethex.db is as it was. Keep it until you have seen the new server work.`);
  return `${lines.join('\n')}\n`;
}
