import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { assertRefused } from '../refused.js';
import { brokenBody, read, readText, type BlobPromise } from './read.js';
import { assert } from '../suite.js';

export const bytePromises: readonly BlobPromise[] = [
  {
    promise: 'keeps opaque bytes, from none to many',
    check: async (stage) => {
      const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      for (const bytes of [Buffer.alloc(0), Buffer.from([0]), all, randomBytes(1_500_000)]) {
        const key = stage.name('bytes');
        const info = await stage.one.put(key, bytes);
        assert.equal(info.size, bytes.length);
        assert.ok((await read(stage.one, key))?.equals(bytes), `${bytes.length} bytes came back as others`);
      }
    },
  },
  {
    promise: 'takes a stream as well as an array',
    check: async (stage) => {
      const key = stage.name('stream');
      const parts = [randomBytes(70_000), Buffer.alloc(0), randomBytes(3)];
      const info = await stage.one.put(key, Readable.from(parts, { objectMode: false }));
      const whole = Buffer.concat(parts);
      assert.equal(info.size, whole.length);
      assert.ok((await read(stage.one, key))?.equals(whole));
    },
  },
  {
    promise: 'keeps the bytes themselves: changing the array after put changes nothing',
    check: async (stage) => {
      const key = stage.name('own');
      const given = Buffer.from('before');
      await stage.one.put(key, given);
      given.fill('x');
      const got = await read(stage.one, key);
      assert.equal(got?.toString(), 'before');
      got?.fill('x');
      assert.equal(await readText(stage.one, key), 'before');
    },
  },
  {
    promise: 'replaces what was there',
    check: async (stage) => {
      const key = stage.name('replace');
      await stage.one.put(key, Buffer.from('a longer first version'), { type: 'text/plain' });
      await stage.one.put(key, Buffer.from('second'), { type: 'text/csv' });
      assert.equal(await readText(stage.one, key), 'second');
      assert.equal((await stage.one.stat(key))?.type, 'text/csv');
    },
  },
  {
    promise: 'shows readers the old bytes or the new, never a mixture',
    check: async (stage) => {
      const key = stage.name('mixture');
      const version = (letter: string): Buffer => Buffer.alloc(100_000, letter);
      await stage.one.put(key, version('a'));
      const stores = [stage.one, await stage.other()];
      const writers = Array.from({ length: 100 }, (_, n) =>
        stores[n % 2]!.put(key, version('abcdefghij'[n % 10]!)),
      );
      const readers = Array.from({ length: 100 }, async (_, n) => read(stores[n % 2]!, key));
      for (const seen of await Promise.all(readers)) assert.ok(isOneVersion(seen), 'a reader saw a mixture');
      await Promise.all(writers);
      assert.ok(isOneVersion(await read(stage.one, key)));
    },
  },
  {
    promise: 'lets a reader that has begun read on to the end what it began with',
    check: async (stage) => {
      const key = stage.name('begun');
      const old = randomBytes(2_000_000);
      await stage.one.put(key, old);
      const begun = await stage.one.get(key);
      await stage.one.put(key, Buffer.from('new'));
      await stage.one.delete(key);
      assert.ok(begun && (await buffer(begun.body)).equals(old));
    },
  },
  {
    promise: 'changes nothing when a body breaks off',
    check: async (stage) => {
      const [kept, none] = [stage.name('kept'), stage.name('none')];
      await stage.one.put(kept, Buffer.from('old'), { type: 'text/plain' });
      await assert.rejects(stage.one.put(kept, brokenBody('ne'), { type: 'text/csv' }));
      await assert.rejects(stage.one.put(none, brokenBody('ne')));
      assert.equal(await readText(stage.one, kept), 'old');
      assert.equal((await stage.one.stat(kept))?.type, 'text/plain');
      assert.equal(await stage.one.stat(none), null);
    },
  },
  {
    promise: 'keeps the type, or null when none was given',
    check: async (stage) => {
      const [typed, bare] = [stage.name('typed'), stage.name('bare')];
      const type = 'application/json; charset="utf-8"';
      assert.equal((await stage.one.put(typed, Buffer.from('{}'), { type })).type, type);
      assert.equal((await stage.one.put(bare, Buffer.from('{}'))).type, null);
      assert.equal((await stage.one.stat(typed))?.type, type);
      assert.equal((await stage.one.get(bare))?.info.type, null);
    },
  },
  {
    promise: 'refuses a type that is not 1 to 255 visible ASCII characters as blobs.type_invalid',
    check: async (stage) => {
      const key = stage.name('type');
      for (const type of [
        '',
        'text/plain\r\nSet-Cookie: a=b',
        'text/plain\n',
        'tëxt/plain',
        'x'.repeat(256),
        '\0',
      ])
        await assertRefused('blobs.type_invalid', () => stage.one.put(key, Buffer.from('x'), { type }));
      assert.equal(await stage.one.stat(key), null);
      await stage.one.put(key, Buffer.from('x'), { type: 'x'.repeat(255) });
    },
  },
];

const isOneVersion = (bytes: Buffer | null): boolean =>
  bytes?.length === 100_000 && bytes.every((byte) => byte === bytes[0]);
