import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db } from '@aethex/core';
import fc from 'fast-check';
import { Run, Stage } from './model-run.js';
import { step } from './model-steps.js';

/** A history takes some twenty calls; on Postgres each of them is a way to another process. */
const histories = { sqlite: 250, postgres: 60 } as const;
const patience = 180_000;

describe('saves, whatever two devices do one after the other', () => {
  const stage = new Stage();
  let players = 0;
  beforeAll(() => stage.open());
  afterAll(() => stage.server.stop());

  it(
    'are what the plain model says: no revision lost, reused or counted twice (S3, S4, S7)',
    async () => {
      const numRuns = histories[stage.server.get(Db).dialect];
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30, size: 'max' }), async (steps) =>
          new Run(stage, `player ${++players}`).live(steps),
        ),
        // A failure is told in its shortest form found so far rather than not at all.
        { numRuns, interruptAfterTimeLimit: patience - 20_000, markInterruptAsFailure: true },
      );
      expect(players).toBeGreaterThanOrEqual(numRuns);
    },
    patience,
  );
});
