import { expect, it } from '@jest/globals';
import type { Broken } from '../src/broken/broken.js';
import { prove, type Promised } from '../src/contracts/suite.js';
import { Stage } from '../src/harness/stage.js';

interface Culprit<S> {
  readonly breaks: string;
  readonly raise: () => Promise<S>;
}

/** Milliseconds after which what should have happened does not happen any more. */
const patience = 1_500;
/** How many checks of one adapter run at the same time; most of them wait. */
const together = 8;

/** Broken adapters on stages of their own. */
export const onStage = <T extends object>(broken: readonly Broken<T>[]): Culprit<Stage<T>>[] =>
  broken.map(({ breaks, adapter }) => ({ breaks, raise: () => Stage.raise(adapter(), { patience }) }));

/** Proves that every promise has an adapter that breaks it, and that each of these breaks exactly that one. */
export function eachBreaksItsOwn<S extends { close(): Promise<void> }>(
  promises: readonly Promised<S>[],
  culprits: readonly Culprit<S>[],
): void {
  it('for each of its promises', () => {
    expect(culprits.map(({ breaks }) => breaks).toSorted()).toEqual(
      promises.map(({ promise }) => promise).toSorted(),
    );
  });
  for (const { breaks, raise } of culprits) {
    it(
      `that no longer ${breaks}`,
      async () => expect(await failing(promises, raise)).toEqual([breaks]),
      60_000,
    );
  }
}

/** The promises that an adapter breaks. */
export async function failing<S extends { close(): Promise<void> }>(
  promises: readonly Promised<S>[],
  raise: () => Promise<S>,
): Promise<string[]> {
  const failed: string[] = [];
  const waiting = [...promises];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { promise } = next;
      await prove(next, raise).catch(() => failed.push(promise));
    }
  };
  await Promise.all(Array.from({ length: together }, lane));
  return failed;
}
