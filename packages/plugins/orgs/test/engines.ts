import { type Adapter } from '@aethex/core';
import { postgres } from '@aethex/postgres';
import { ownDatabase, urlOf } from '@aethex/testing';

/** An engine that a suite is run on. */
export interface Engine {
  readonly name: string;
  open(): Promise<{ adapters: readonly Adapter[]; close: () => Promise<void> }>;
}

const url = urlOf('postgres');

const sqlite: Engine = { name: 'SQLite', open: async () => ({ adapters: [], close: async () => undefined }) };

const onPostgres = (at: string): Engine => ({
  name: 'Postgres',
  open: async () => {
    const own = await ownDatabase(at);
    return { adapters: [postgres({ url: own.url, unsafe: { allowFsyncOff: true } })], close: own.drop };
  },
});

/** SQLite always, and Postgres where the tests were given one. */
export const testEngines: readonly Engine[] = [sqlite, ...(url ? [onPostgres(url)] : [])];
