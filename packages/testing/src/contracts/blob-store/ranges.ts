import { assertRefused } from '../refused.js';
import { readText, type BlobPromise } from './read.js';
import { assert } from '../suite.js';

export const rangePromises: readonly BlobPromise[] = [
  {
    promise: 'reads a range from its start to its end, both included',
    check: async (stage) => {
      const key = stage.name('range');
      await stage.one.put(key, Buffer.from('0123456789'));
      assert.equal(await readText(stage.one, key, { start: 0, end: 0 }), '0');
      assert.equal(await readText(stage.one, key, { start: 2, end: 4 }), '234');
      assert.equal(await readText(stage.one, key, { start: 9, end: 9 }), '9');
      assert.equal(await readText(stage.one, key, { start: 7 }), '789');
      assert.equal(
        (await stage.one.get(key, { start: 2, end: 4 }))?.info.size,
        10,
        'size is that of the blob',
      );
    },
  },
  {
    promise: 'leaves out what lies past the end',
    check: async (stage) => {
      const key = stage.name('past');
      await stage.one.put(key, Buffer.from('0123456789'), { type: 'text/plain' });
      assert.equal(await readText(stage.one, key, { start: 8, end: 99 }), '89');
      assert.equal(await readText(stage.one, key, { start: 10 }), '');
      assert.equal(await readText(stage.one, key, { start: 99, end: 120 }), '');
      await stage.one.put(key, Buffer.alloc(0));
      assert.equal(await readText(stage.one, key, { start: 0 }), '');
    },
  },
  {
    promise: 'refuses a range that runs backwards or has no whole numbers as blobs.range_invalid',
    check: async (stage) => {
      const key = stage.name('bad-range');
      await stage.one.put(key, Buffer.from('0123456789'));
      const bad = [
        { start: 4, end: 3 },
        { start: -1 },
        { start: 0.5 },
        { start: Number.NaN },
        { start: 0, end: 1.5 },
      ];
      for (const range of bad)
        await assertRefused('blobs.range_invalid', () => stage.one.get(key, range), JSON.stringify(range));
    },
  },
];
