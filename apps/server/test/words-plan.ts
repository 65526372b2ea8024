import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  Bool,
  Bytes,
  definePlugin,
  Id,
  Int,
  Json,
  makePlan,
  migrateUp,
  migration,
  Owner,
  Real,
  Ref,
  schemaOf,
  Text,
  Time,
  type BlobStore,
  type Plan,
} from '@aethex/core';
import { local } from '@aethex/local';
import { postgres } from '@aethex/postgres';
import { ownDatabase, urlOf } from '@aethex/testing';
import { Entity } from 'typeorm';
import { DataConfig } from '../src/config/data-config.js';
import { openPorts } from '../src/move/open-ports.js';
import { tempDir } from './kit.js';

@Entity('words_owners')
export class WordsOwner {
  @Id() id: string;
}

/** A row with every word there is. */
@Entity('words_all')
export class WordsAll {
  @Id() id: string;
  @Owner({ optional: true }) ownerId: string | null;
  @Ref() ref: string;
  @Text(64) short: string;
  @Text(undefined, { optional: true }) long: string | null;
  @Int({ optional: true }) whole: number | null;
  @Real({ optional: true }) real: number | null;
  @Bool() yes: boolean;
  @Json({ optional: true }) json: unknown;
  @Time({ optional: true }) at: Date | null;
  @Bytes({ optional: true }) bytes: Buffer | null;
  @Text(512, { optional: true }) blobKey: string | null;
}

const words = definePlugin({
  id: 'words',
  entities: [WordsOwner, WordsAll],
  migrations: [
    migration('202601010000-create', {
      up: (schema) =>
        schema
          .create('words_owners', (t) => t.id())
          .create('words_all', (t) =>
            t
              .id()
              .belongsTo('owner_id', 'words_owners', { optional: true })
              .ref('ref')
              .text('short', 64)
              .text('long', undefined, { optional: true })
              .int('whole', { optional: true })
              .real('real', { optional: true })
              .bool('yes')
              .json('json', { optional: true })
              .time('at', { optional: true })
              .bytes('bytes', { optional: true })
              .text('blob_key', 512, { optional: true })
              .unique('short')
              .index('ref'),
          ),
      down: (schema) => schema.drop('words_all').drop('words_owners'),
    }),
  ],
});

export type EngineName = 'sqlite' | 'postgres';

const drops: (() => Promise<void>)[] = [];

/** An installation of its own on an engine, with a plugin whose rows use every word. */
export async function planOn(
  engine: EngineName,
  dir = join(tempDir(), 'data'),
): Promise<Plan & { dir: string }> {
  const adapters = engine === 'sqlite' ? [] : [await ownPostgres()];
  const config = {
    plugins: [words()],
    adapters: [
      ...adapters,
      ...local.rest({ dir }).filter(({ port }) => !adapters.some((one) => one.port === port)),
    ],
    sections: [DataConfig],
  };
  return { ...makePlan(config, { env: {}, flags: { 'data.dir': dir }, purpose: 'tools' }), dir };
}

async function ownPostgres() {
  const { url, drop } = await ownDatabase(urlOf('postgres') ?? '');
  drops.push(drop);
  // The Postgres of the tests may forget at a power cut what it was told.
  return postgres({ url, unsafe: { allowFsyncOff: true } });
}

/** Drops the databases that were made. */
export async function dropAll(): Promise<void> {
  for (const drop of drops.splice(0)) await drop();
}

const id = (number: number): string => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** Rows that are at the limits of each word, and enough others for several pages. */
export function someRows(): WordsAll[] {
  const plain = {
    ownerId: null,
    ref: 'r',
    long: null,
    whole: null,
    real: null,
    yes: true,
    json: null,
    at: null,
  };
  const row = (number: number, more: Partial<WordsAll>): WordsAll => ({
    ...plain,
    id: id(number),
    short: `s${number}`,
    bytes: null,
    blobKey: null,
    ...more,
  });
  return [
    row(1, { ownerId: id(1), long: 'a'.repeat(100_000), whole: Number.MAX_SAFE_INTEGER, real: Math.PI }),
    row(2, {
      long: '',
      whole: Number.MIN_SAFE_INTEGER,
      real: -1.5e-300,
      yes: false,
      json: { a: [1, null, 'ü'] },
    }),
    row(3, {
      long: 'q"\'\\\n\t😀',
      whole: 0,
      real: 5e300,
      json: 'text',
      at: new Date(-1),
      bytes: Buffer.alloc(0),
    }),
    row(4, {
      whole: -7,
      real: 0,
      json: [],
      at: new Date(1_800_000_000_123),
      bytes: randomBytes(70_000),
      blobKey: 'words/one',
    }),
    ...Array.from({ length: 300 }, (_, index) =>
      row(10 + index, { bytes: randomBytes(index * 40), whole: index }),
    ),
  ];
}

/** Fills an installation with these rows and with a blob of 200 KiB for each that names one. */
export async function fill(plan: Plan, rows: readonly WordsAll[]): Promise<void> {
  const ports = await openPorts(plan, schemaOf(plan));
  try {
    await migrateUp(ports.database, ports.source);
    await ports.source.manager.insert(WordsOwner, { id: id(1) });
    for (const row of rows) {
      await ports.source.manager.insert(WordsAll, row as object);
      if (row.blobKey !== null)
        await ports.blobs.put(row.blobKey, randomBytes(200 * 1024), { type: 'image/png' });
    }
  } finally {
    await ports.close();
  }
}

async function digest(blobs: BlobStore, key: string): Promise<string> {
  const blob = await blobs.get(key);
  return createHash('sha256')
    .update(blob ? await buffer(blob.body) : '')
    .digest('hex');
}

/** Everything an installation holds, to compare it with another. */
export async function contentsOf(plan: Plan) {
  const ports = await openPorts(plan, schemaOf(plan));
  try {
    const rows = await ports.source.manager.find(WordsAll, { order: { id: 'ASC' } });
    const blobs: Record<string, string> = {};
    for await (const { key, type, size } of ports.blobs.list(''))
      blobs[key] = `${type} ${size} ${await digest(ports.blobs, key)}`;
    return { owners: await ports.source.manager.count(WordsOwner), rows, blobs };
  } finally {
    await ports.close();
  }
}
