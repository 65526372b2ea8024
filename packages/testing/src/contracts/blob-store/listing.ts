import { keysOf, type BlobPromise } from './read.js';
import { assert } from '../suite.js';

export const listPromises: readonly BlobPromise[] = [
  {
    promise: 'lists by prefix in byte order',
    check: async (stage) => {
      const own = stage.name('order');
      const keys = [
        'a',
        'a-b',
        'a.b',
        'a/',
        'a/-',
        'a/B',
        'a/b',
        'a/b/c',
        'a0',
        'aB',
        'a_b',
        'ab',
        'B',
        'b/a',
      ]
        .filter((key) => !key.endsWith('/'))
        .map((key) => `${own}/${key}`);
      for (const key of keys.toReversed()) await stage.one.put(key, Buffer.from('x'));
      await stage.one.put(`${own}x`, Buffer.from('x'));
      const sorted = keys.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
      assert.deepEqual(await keysOf(stage.one.list(`${own}/`)), sorted);
      for (const prefix of [`${own}/a`, `${own}/a/`, `${own}/a/b`, `${own}/a/b/`, `${own}/b`, `${own}/zz`])
        assert.deepEqual(
          await keysOf(stage.one.list(prefix)),
          sorted.filter((key) => key.startsWith(prefix)),
          prefix,
        );
    },
  },
  {
    promise: 'lists everything under an empty prefix',
    check: async (stage) => {
      const [one, other] = [stage.name('one'), `${stage.name('other')}/deep/er`];
      for (const key of [one, other]) await stage.one.put(key, Buffer.from('x'));
      const keys = await keysOf(stage.one.list(''));
      assert.ok(keys.includes(one) && keys.includes(other));
    },
  },
  {
    promise: 'lists more than a thousand, each once, with what stat says of them',
    check: async (stage) => {
      const own = stage.name('many');
      const keys = Array.from({ length: 1_050 }, (_, n) => `${own}/${String(n).padStart(4, '0')}`);
      for (let from = 0; from < keys.length; from += 150)
        await Promise.all(keys.slice(from, from + 150).map((key) => stage.one.put(key, Buffer.from(key))));
      const infos = [];
      for await (const info of stage.one.list(`${own}/`)) infos.push(info);
      assert.deepEqual(
        infos.map(({ key }) => key),
        keys,
      );
      for (const info of [infos[0]!, infos[1_049]!]) assert.deepEqual(info, await stage.one.stat(info.key));
    },
  },
  {
    promise: 'lists nothing under a prefix that no key can have',
    check: async (stage) => {
      await stage.one.put(stage.name('any'), Buffer.from('x'));
      for (const prefix of ['../', '..', '/', 'a//', './', 'a/../', 'ü', 'a\0', 'x'.repeat(600)])
        assert.deepEqual(await keysOf(stage.one.list(prefix)), [], JSON.stringify(prefix));
    },
  },
  {
    promise: 'may be left in the middle of a list',
    check: async (stage) => {
      const own = stage.name('leave');
      for (const name of ['a', 'b', 'c']) await stage.one.put(`${own}/${name}`, Buffer.from('x'));
      for await (const { key } of stage.one.list(`${own}/`)) {
        assert.equal(key, `${own}/a`);
        break;
      }
      assert.equal((await keysOf(stage.one.list(`${own}/`))).length, 3);
    },
  },
  {
    promise: 'goes on listing when what would come next is deleted',
    check: async (stage) => {
      const own = stage.name('vanish');
      const keys = ['a', 'b/c', 'd'].map((name) => `${own}/${name}`);
      for (const key of keys) await stage.one.put(key, Buffer.from('x'));
      const seen: string[] = [];
      for await (const { key } of stage.one.list(`${own}/`)) {
        seen.push(key);
        for (const later of keys.slice(1)) await stage.one.delete(later);
      }
      assert.equal(seen[0], keys[0]);
      assert.deepEqual(await keysOf(stage.one.list(`${own}/`)), [keys[0]]);
    },
  },
];
