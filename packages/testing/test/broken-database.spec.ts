import type { Database } from '@aethex/core';
import { describe, expect, it } from '@jest/globals';
import { brokenTransactions, brokenValues } from '../src/broken/database.js';
import { transactionPromises } from '../src/contracts/database/transactions.js';
import { valuePromises } from '../src/contracts/database/values.js';
import { Stage } from '../src/harness/stage.js';
import { failing } from './each-breaks-its-own.js';

/** Milliseconds a check may hang before it counts as failed. */
const patience = 3000;

describe('a broken Database is found out', () => {
  const promises = [...transactionPromises, ...valuePromises];
  const broken = [...brokenTransactions, ...brokenValues];

  it('for each promise about transactions and values', () => {
    expect(broken.map(({ breaks }) => breaks).toSorted()).toEqual(
      promises.map(({ promise }) => promise).toSorted(),
    );
  });

  // A database that breaks one of these promises cannot keep all the others: the named one has to be among those that fail.
  it.each(broken.map((one) => [one.breaks, one] as const))(
    'when it does not keep: %s',
    async (breaks, { adapter }) => {
      const own = promises
        .filter(({ promise }) => promise === breaks)
        .map((one) => ({ ...one, check: inTime((stage: Stage<Database>) => one.check(stage)) }));
      expect(await failing(own, () => Stage.raise(adapter()))).toEqual([breaks]);
    },
  );
});

/** A check that hangs has found something too. */
const inTime =
  <S>(check: (stage: S) => Promise<void>) =>
  (stage: S): Promise<void> =>
    Promise.race([
      check(stage),
      new Promise<void>((_, reject) => setTimeout(() => reject(new Error('It hangs.')), patience).unref()),
    ]);
