import type { Database } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { dbPromises } from './database/db.js';
import { transactionPromises } from './database/transactions.js';
import type { DatabasePromise } from './database/trial.js';
import { valuePromises } from './database/values.js';
import { contract } from './suite.js';

/** What every `Database` promises, also with core's `Db` on top of it. */
export const databasePromises: readonly DatabasePromise[] = [
  ...transactionPromises,
  ...valuePromises,
  ...dbPromises,
];

/** Tests every promise of `Database`: `describe('SQLite', () => databaseContract(() => sqlite({ file })))`. */
export function databaseContract(open: Open<Database>): void {
  contract(databasePromises, async () => Stage.raise(await open()));
}
