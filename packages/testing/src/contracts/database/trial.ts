import { randomUUID } from 'node:crypto';
import {
  Bool,
  Bytes,
  Database,
  Db,
  Id,
  Int,
  Json,
  migrateUp,
  migration,
  mint,
  Text,
  Time,
} from '@aethex/core';
import { Entity, Unique } from 'typeorm';
import type { Stage } from '../../harness/stage.js';
import type { Promised } from '../suite.js';

export type DatabasePromise = Promised<Stage<Database>>;

/** A table with a column of every word. */
@Entity('trial_rows')
@Unique(['name'])
export class TrialRow {
  @Id() id: string;
  @Text(64) name: string;
  @Int({ default: 0 }) count: number;
  @Bool({ default: false }) flag: boolean;
  @Json({ optional: true }) document: object | null;
  @Time({ optional: true }) at: Date | null;
  @Bytes({ optional: true }) bytes: Buffer | null;
}

const createRows = migration('202601010000-create-rows', {
  up: (schema) =>
    schema.create('trial_rows', (t) =>
      t
        .id()
        .text('name', 64)
        .int('count', { default: 0 })
        .bool('flag', { default: false })
        .json('document', { optional: true })
        .time('at', { optional: true })
        .bytes('bytes', { optional: true })
        .unique('name'),
    ),
  down: (schema) => schema.drop('trial_rows'),
});

/** Opens a database with the trial table and puts `Db` on top. */
export async function openTrial(stage: Stage<Database>, database: Database = stage.one): Promise<Db> {
  const source = await database.open({ entities: [TrialRow], migrations: [mint('trial', createRows)] });
  await migrateUp(database, source);
  return new Db(database, source, stage.log);
}

/** A new row of this name. */
export function rowOf(name: string, more: Partial<TrialRow> = {}): TrialRow {
  return { id: randomUUID(), name, count: 0, flag: false, document: null, at: null, bytes: null, ...more };
}

export const namesIn = async (db: Db): Promise<string[]> =>
  db.read(async (em) =>
    (await em.run('SELECT name FROM trial_rows ORDER BY name')).rows.map(({ name }) => String(name)),
  );
