import type { BlobStore } from '@aethex/core';
import { assertRefused } from '../refused.js';
import { keysOf, readText, type BlobPromise } from './read.js';
import { assert } from '../suite.js';

const badKeys = [
  '',
  '/',
  '/absolute',
  'ends/',
  'a//b',
  '.',
  '..',
  '...',
  '../up',
  'a/../b',
  'a/./b',
  'a/..',
  'a\\b',
  'C:/windows',
  'sp ace',
  'per%2e%2e/cent',
  'null\0byte',
  'line\nbreak',
  'ümlaut',
  'a?b',
  'a*b',
  'a:b',
  'a@b',
  '~',
  'x'.repeat(129),
  `${'x'.repeat(128)}/`.repeat(4),
  `${'abcdefg/'.repeat(64)}h`,
];

const ways: Readonly<Record<string, (blobs: BlobStore, key: string) => Promise<unknown>>> = {
  put: (blobs, key) => blobs.put(key, Buffer.from('x')),
  get: (blobs, key) => blobs.get(key),
  stat: (blobs, key) => blobs.stat(key),
  delete: (blobs, key) => blobs.delete(key),
  link: (blobs, key) => blobs.link(key, { verb: 'GET', seconds: 60 }),
};

export const keyPromises: readonly BlobPromise[] = [
  {
    promise: 'takes every key that the rule allows',
    check: async (stage) => {
      const own = stage.name('rule');
      const longest = `${own}/${'x'.repeat(128)}/${'y'.repeat(128)}/${'z'.repeat(128)}/`.padEnd(512, 'w');
      const keys = [
        `${own}/a.b_c-D9`,
        `${own}/.hidden`,
        `${own}/..a`,
        `${own}/a..`,
        `${own}/-`,
        `${own}/_`,
        longest,
      ];
      assert.equal(longest.length, 512);
      for (const key of keys) await stage.one.put(key, Buffer.from(key));
      for (const key of keys) assert.equal(await readText(stage.one, key), key);
    },
  },
  {
    promise: 'refuses any other key as blobs.key_invalid',
    check: async (stage) => {
      for (const [way, go] of Object.entries(ways)) {
        for (const key of badKeys)
          await assertRefused(
            'blobs.key_invalid',
            () => go(stage.one, key),
            `by ${way} of ${JSON.stringify(key)}`,
          );
      }
    },
  },
  {
    promise: 'keeps blobs apart whose keys begin alike',
    check: async (stage) => {
      const own = stage.name('alike');
      const keys = ['a', 'a/b', 'a/b/c', 'a-b', 'a.b', 'a0', 'ab', 'a/b.c'].map((key) => `${own}/${key}`);
      for (const key of keys) await stage.one.put(key, Buffer.from(key));
      for (const key of keys) assert.equal(await readText(stage.one, key), key);
      await stage.one.delete(keys[0]!);
      assert.equal(await readText(stage.one, keys[1]!), keys[1]);
      await stage.one.delete(keys[1]!);
      assert.equal(await readText(stage.one, keys[2]!), keys[2]);
      assert.equal((await keysOf(stage.one.list(`${own}/`))).length, keys.length - 2);
    },
  },
  {
    promise: 'returns null when there are none and never throws for absence',
    check: async (stage) => {
      const key = `${stage.name('absent')}/a/b`;
      assert.equal(await stage.one.get(key), null);
      assert.equal(await stage.one.get(key, { start: 5 }), null);
      assert.equal(await stage.one.stat(key), null);
      await stage.one.put(`${key}/c`, Buffer.from('x'));
      assert.equal(await stage.one.get(key), null);
      assert.equal(await stage.one.stat(key), null);
    },
  },
  {
    promise: 'knows size, type and time of the bytes, alike in put, get and stat',
    check: async (stage) => {
      const key = stage.name('info');
      const before = Date.now();
      const put = await stage.one.put(key, Buffer.from('12345'), { type: 'text/plain' });
      const [got, stat] = [await stage.one.get(key), await stage.one.stat(key)];
      got?.body.destroy();
      assert.deepEqual([put.key, put.size, put.type], [key, 5, 'text/plain']);
      assert.deepEqual(got?.info, put);
      assert.deepEqual(stat, put);
      // Stores have clocks of their own, and some count whole seconds.
      assert.ok(
        Math.abs(put.modifiedAt.getTime() - before) < 300_000,
        'modifiedAt is not the time of the put',
      );
    },
  },
  {
    promise: 'deletes, twice without complaint',
    check: async (stage) => {
      const key = `${stage.name('delete')}/a/b`;
      await stage.one.delete(key);
      await stage.one.put(key, Buffer.from('x'));
      await stage.one.delete(key);
      assert.equal(await stage.one.get(key), null);
      await stage.one.delete(key);
      await stage.one.put(key, Buffer.from('again'));
      assert.equal(await readText(stage.one, key), 'again');
    },
  },
  {
    promise: 'loses nothing when puts and deletes of neighbours race',
    check: async (stage) => {
      const own = stage.name('race');
      const lanes = Array.from({ length: 30 }, async (_, n) => {
        const key = `${own}/shared/${n}`;
        for (let round = 0; round < 5; round++) {
          await stage.one.put(key, Buffer.from('passing'));
          await stage.one.delete(key);
        }
        await stage.one.put(key, Buffer.from(String(n)));
        if (n % 2) await stage.one.delete(key);
      });
      await Promise.all(lanes);
      const left = await keysOf(stage.one.list(`${own}/`));
      assert.equal(left.length, 15);
      for (const key of left) assert.equal(await readText(stage.one, key), key.split('/').at(-1));
    },
  },
];
