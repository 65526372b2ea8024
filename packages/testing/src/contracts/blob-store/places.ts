import { keysOf, readText, type BlobPromise } from './read.js';
import { assert } from '../suite.js';

export const placePromises: readonly BlobPromise[] = [
  {
    promise: 'stores durably: the bytes are there after a restart, unless the store reaches only its process',
    check: async (stage) => {
      const key = `${stage.name('restart')}/a`;
      const put = await stage.one.put(key, Buffer.from('kept'), { type: 'text/plain' });
      const again = stage.isShared ? await stage.reopened() : stage.one;
      assert.equal(await readText(again, key), 'kept');
      assert.deepEqual(await again.stat(key), put);
      assert.deepEqual(await keysOf(again.list(key)), [key]);
    },
  },
  {
    promise: 'shows every node it reaches what one of them has put or deleted',
    check: async (stage) => {
      const key = `${stage.name('nodes')}/a`;
      const other = await stage.other();
      await stage.one.put(key, Buffer.from('first'));
      assert.equal(await readText(other, key), 'first');
      await other.put(key, Buffer.from('second'));
      assert.equal(await readText(stage.one, key), 'second');
      await other.delete(key);
      assert.equal(await stage.one.stat(key), null);
    },
  },
  {
    promise: 'links to the bytes for as long as was asked, or returns null',
    check: async (stage) => {
      const key = stage.name('link');
      await stage.one.put(key, Buffer.from('linked'), { type: 'text/plain' });
      const url = await stage.one.link(key, { verb: 'GET', seconds: 1 });
      if (url === null) return;
      const answer = await fetch(url);
      assert.equal(answer.status, 200);
      assert.equal(await answer.text(), 'linked');
      await stage.pass(2);
      assert.ok((await fetch(url)).status >= 400, 'the link works after its time');
    },
  },
  {
    promise: 'takes bytes through a link up to the size that was asked, or returns null',
    check: async (stage) => {
      const key = stage.name('upload');
      const url = await stage.one.link(key, { verb: 'PUT', seconds: 60, maxBytes: 8 });
      if (url === null) return;
      assert.ok(
        (await fetch(url, { method: 'PUT', body: 'too long for it' })).status >= 400,
        'took too many bytes',
      );
      assert.equal(await stage.one.stat(key), null);
      assert.ok((await fetch(url, { method: 'PUT', body: 'up to 8.' })).ok);
      assert.equal(await readText(stage.one, key), 'up to 8.');
    },
  },
];
