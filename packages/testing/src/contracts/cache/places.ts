import { assert } from '../suite.js';
import type { CachePromise } from './promise.js';

const minute = 60;

export const placePromises: readonly CachePromise[] = [
  {
    promise: 'shows every node it reaches what one of them keeps or deletes',
    check: async (stage) => {
      const key = stage.name('nodes');
      const other = await stage.other();
      await stage.one.set(key, 'x', minute);
      assert.equal(await other.get(key), 'x');
      await other.delete(key);
      assert.equal(await stage.one.get(key), null);
    },
  },
  {
    promise: 'counts and races over every node it reaches',
    check: async (stage) => {
      const [count, race] = [stage.name('count'), stage.name('race')];
      const nodes = [stage.one, await stage.other()];
      const adding = Array.from({ length: 100 }, (_, n) => nodes[n % 2]!.add(count, 1, minute));
      assert.equal(new Set(await Promise.all(adding)).size, 100);
      const racing = Array.from({ length: 100 }, (_, n) => nodes[n % 2]!.set(race, 'x', minute, 'absent'));
      assert.equal((await Promise.all(racing)).filter(Boolean).length, 1);
    },
  },
];
