import type { Ids } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { assert, contract, type Promised } from './suite.js';

const uuidv7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const some = (ids: Ids, count: number): string[] => Array.from({ length: count }, () => ids.next());

/** What every `Ids` promises. */
export const idsPromises: readonly Promised<Stage<Ids>>[] = [
  {
    promise: 'makes UUIDv7s in lower case',
    check: async (stage) => {
      for (const id of some(stage.one, 2_000)) assert.match(id, uuidv7);
    },
  },
  {
    promise: 'makes each greater than every earlier one of this process',
    check: async (stage) => {
      const ids = some(stage.one, 50_000);
      for (const [index, id] of ids.entries())
        assert.ok(index === 0 || id > ids[index - 1]!, `${id} at ${index}`);
    },
  },
  {
    promise: 'never makes that of another node',
    check: async (stage) => {
      const ids = [...some(stage.one, 5_000), ...some(await stage.other(), 5_000)];
      assert.equal(new Set(ids).size, ids.length);
    },
  },
];

/** Tests every promise of `Ids`. */
export function idsContract(open: Open<Ids>): void {
  contract(idsPromises, async () => Stage.raise(await open()));
}
