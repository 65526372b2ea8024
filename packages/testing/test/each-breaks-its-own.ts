import { expect, it } from '@jest/globals';
import type { Broken } from '../src/broken/broken.js';
import { prove, type Promised } from '../src/contracts/suite.js';
import { Stage } from '../src/harness/stage.js';

interface Culprit<S> {
  readonly breaks: string;
  /** Opens one that waits so many milliseconds for what must happen. */
  readonly raise: (patience: number) => Promise<S>;
}

/** Milliseconds after which what should have happened does not happen any more, in haste and at leisure. */
const [haste, leisure] = [1_500, 20_000];
/** How many checks of one adapter run at the same time; most of them wait. */
const together = 8;

/** Broken adapters on stages of their own. */
export const onStage = <T extends object>(broken: readonly Broken<T>[]): Culprit<Stage<T>>[] =>
  broken.map(({ breaks, adapter }) => ({
    breaks,
    raise: (patience) => Stage.raise(adapter(), { patience }),
  }));

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
      async () => expect(await brokenBy(promises, { breaks, raise })).toEqual([breaks]),
      120_000,
    );
  }
}

/** How often the broken promise is looked at before it counts as kept: a second node that is late breaks nothing yet. */
const mostLooks = 3;

/** The promises that a culprit breaks. On a busy machine another one may fail in haste: it is looked at again, alone. */
async function brokenBy<S extends { close(): Promise<void> }>(
  promises: readonly Promised<S>[],
  { breaks, raise }: Culprit<S>,
): Promise<string[]> {
  const failed = new Set(await failing(promises, () => raise(haste)));
  const own = promises.filter(({ promise }) => promise === breaks);
  for (let look = 1; look < mostLooks && !failed.has(breaks); look += 1)
    for (const one of await failing(own, () => raise(haste))) failed.add(one);
  const others = promises.filter(({ promise }) => promise !== breaks && failed.delete(promise));
  return [...failed, ...(await failing(others, () => raise(leisure)))];
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
