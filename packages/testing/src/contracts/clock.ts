import type { Clock } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { assert, contract, type Promised } from './suite.js';

/** What every `Clock` promises. */
export const clockPromises: readonly Promised<Stage<Clock>>[] = [
  {
    promise: 'tells the time of day',
    check: async (stage) => {
      const told = stage.one.now();
      assert.ok(told instanceof Date);
      // Hosts of a cluster agree within minutes.
      assert.ok(Math.abs(told.getTime() - Date.now()) < 300_000, `told ${told.getTime()} at ${Date.now()}`);
    },
  },
  {
    promise: 'gives each caller a Date of its own',
    check: async (stage) => {
      const mine = stage.one.now();
      mine.setFullYear(1970);
      assert.notEqual(stage.one.now().getFullYear(), 1970);
    },
  },
];

/** Tests every promise of `Clock`. */
export function clockContract(open: Open<Clock>): void {
  contract(clockPromises, async () => Stage.raise(await open()));
}
