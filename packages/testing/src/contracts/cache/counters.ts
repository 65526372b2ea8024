import { assert } from '../suite.js';
import type { CachePromise } from './promise.js';

const minute = 60;

export const counterPromises: readonly CachePromise[] = [
  {
    promise: 'adds to a counter and returns its new value, from 0 when there is none',
    check: async (stage) => {
      const key = stage.name('count');
      assert.equal(await stage.one.add(key, 1, minute), 1);
      assert.equal(await stage.one.add(key, 5, minute), 6);
      assert.equal(await stage.one.add(key, -10, minute), -4);
      assert.equal(await stage.one.add(key, 0, minute), -4);
      assert.equal(await stage.one.add(key, 2_000_000_000, minute), 1_999_999_996);
      await stage.one.delete(key);
      assert.equal(await stage.one.add(key, 2, minute), 2);
    },
  },
  {
    promise: 'adds atomically under a hundred racers, on whichever node',
    check: async (stage) => {
      const key = stage.name('racers');
      const nodes = [stage.one, await stage.other()];
      const sums = await Promise.all(
        Array.from({ length: 100 }, (_, n) => nodes[n % 2]!.add(key, 1, minute)),
      );
      assert.deepEqual(
        sums.toSorted((one, other) => one - other),
        Array.from({ length: 100 }, (_, n) => n + 1),
      );
    },
  },
  {
    promise: 'starts the time to live of a counter with its first addition',
    check: async (stage) => {
      const key = stage.name('first');
      await stage.one.add(key, 1, 2);
      await stage.pass(1.5);
      assert.equal(await stage.one.add(key, 1, 2), 2);
      await stage.pass(0.6);
      assert.equal(await stage.one.get(key), null, 'the second addition has prolonged the first');
      assert.equal(await stage.one.add(key, 1, minute), 1);
    },
  },
  {
    promise: 'never lets a counter live for ever',
    check: async (stage) => {
      for (const seconds of [0, -5]) {
        const key = stage.name('ever');
        assert.equal(await stage.one.add(key, 3, seconds), 3);
        assert.equal(await stage.one.get(key), null);
        assert.equal(await stage.one.add(key, 3, 1), 3);
        await stage.pass(1.1);
        assert.equal(await stage.one.add(key, 4, minute), 4);
      }
    },
  },
  {
    promise: 'shows a counter as a decimal number',
    check: async (stage) => {
      const key = stage.name('decimal');
      await stage.one.add(key, 41, minute);
      assert.equal(await stage.one.get(key), '41');
      await stage.one.add(key, -42, minute);
      assert.equal(await stage.one.get(key), '-1');
    },
  },
];
