import { assert } from '../suite.js';
import type { CachePromise } from './promise.js';

const minute = 60;

export const valuePromises: readonly CachePromise[] = [
  {
    promise: 'returns the value, or null when there is none',
    check: async (stage) => {
      const key = stage.name('value');
      assert.equal(await stage.one.get(key), null);
      assert.equal(await stage.one.set(key, 'first', minute), true);
      assert.equal(await stage.one.get(key), 'first');
      assert.equal(await stage.one.set(key, 'second', minute), true);
      assert.equal(await stage.one.get(key), 'second');
    },
  },
  {
    promise: 'keeps any string under any key',
    check: async (stage) => {
      const own = stage.name('any');
      const keys = [
        '__proto__',
        'constructor',
        'with space',
        'line\nbreak',
        'ümlaut 🎲',
        '*',
        '[a]',
        'a:b',
        'x'.repeat(1_000),
      ];
      const values = ['', ' ', 'null', '0', '{"a":1}', 'nul\0byte', 'ümlaut 🎲\r\n', 'y'.repeat(50_000)];
      assert.equal(await stage.one.get('__proto__'), null);
      for (const key of keys) {
        assert.equal(await stage.one.get(own + key), null);
        for (const value of values) {
          await stage.one.set(own + key, value, minute);
          assert.equal(await stage.one.get(own + key), value);
        }
        await stage.one.set(own + key, key, minute);
      }
      for (const key of keys) assert.equal(await stage.one.get(own + key), key);
    },
  },
  {
    promise: 'keeps the value for its seconds and not longer',
    check: async (stage) => {
      const key = stage.name('seconds');
      await stage.one.set(key, 'x', 2);
      await stage.pass(1.5);
      assert.equal(await stage.one.get(key), 'x');
      await stage.pass(0.6);
      assert.equal(await stage.one.get(key), null);
    },
  },
  {
    promise: 'starts the time anew when the value is set anew',
    check: async (stage) => {
      const [longer, shorter] = [stage.name('longer'), stage.name('shorter')];
      await stage.one.set(longer, 'old', 1);
      await stage.one.set(shorter, 'old', minute);
      await stage.one.set(longer, 'new', 3);
      await stage.one.set(shorter, 'new', 1);
      await stage.pass(1.1);
      assert.equal(await stage.one.get(longer), 'new');
      assert.equal(await stage.one.get(shorter), null);
    },
  },
  {
    promise: 'keeps nothing for a time of zero or less, not even what was there',
    check: async (stage) => {
      for (const seconds of [0, -1, -3_600]) {
        const [fresh, taken] = [stage.name('fresh'), stage.name('taken')];
        assert.equal(await stage.one.set(fresh, 'x', seconds), false);
        assert.equal(await stage.one.get(fresh), null);
        assert.equal(await stage.one.set(fresh, 'x', seconds, 'absent'), false);
        assert.equal(await stage.one.get(fresh), null);
        await stage.one.set(taken, 'old', minute);
        assert.equal(await stage.one.set(taken, 'new', seconds), false);
        assert.equal(await stage.one.get(taken), null);
      }
    },
  },
  {
    promise: 'leaves a value that is there when only absence is wanted, and says so',
    check: async (stage) => {
      const key = stage.name('absent');
      assert.equal(await stage.one.set(key, 'first', 1, 'absent'), true);
      assert.equal(await stage.one.set(key, 'second', minute, 'absent'), false);
      assert.equal(await stage.one.get(key), 'first');
      await stage.pass(1.1);
      assert.equal(await stage.one.get(key), null, 'the second one has prolonged the first');
      assert.equal(await stage.one.set(key, 'third', minute, 'absent'), true);
      await stage.one.delete(key);
      assert.equal(await stage.one.set(key, 'fourth', minute, 'absent'), true);
      assert.equal(await stage.one.get(key), 'fourth');
    },
  },
  {
    promise: 'lets exactly one win of many that race for absence, on whichever node',
    check: async (stage) => {
      const key = stage.name('race');
      const nodes = [stage.one, await stage.other()];
      const racers = Array.from({ length: 100 }, (_, n) =>
        nodes[n % 2]!.set(key, String(n), minute, 'absent'),
      );
      const won = (await Promise.all(racers)).flatMap((won, n) => (won ? [String(n)] : []));
      assert.equal(won.length, 1);
      assert.equal(await stage.one.get(key), won[0]);
    },
  },
  {
    promise: 'deletes, twice without complaint',
    check: async (stage) => {
      const [key, neighbour] = [stage.name('delete'), stage.name('neighbour')];
      await stage.one.delete(key);
      await stage.one.set(key, 'x', minute);
      await stage.one.set(neighbour, 'y', minute);
      await stage.one.delete(key);
      await stage.one.delete(key);
      assert.equal(await stage.one.get(key), null);
      assert.equal(await stage.one.get(neighbour), 'y');
    },
  },
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
];
