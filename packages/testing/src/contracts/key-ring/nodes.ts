import { assert } from '../suite.js';
import { bytes, opened, type KeyRingPromise } from './sealing.js';

export const nodePromises: readonly KeyRingPromise[] = [
  {
    promise: 'keeps its keys over a restart, unless it reaches only its process',
    check: async (stage) => {
      const envelope = await stage.one.seal('test', bytes('kept'));
      await stage.one.rotate('sealing');
      const keys = await stage.one.list();
      const again = stage.isShared ? await stage.reopened() : stage.one;
      assert.equal(await opened(again, 'test', envelope), 'kept');
      assert.deepEqual(await again.list(), keys);
    },
  },
  {
    promise: 'opens on every node it reaches what one of them closed, with a new key too',
    check: async (stage) => {
      const other = await stage.other();
      assert.equal(await opened(other, 'test', await stage.one.seal('test', bytes('old'))), 'old');
      const made = await stage.one.rotate('sealing');
      assert.equal(await opened(other, 'test', await stage.one.seal('test', bytes('new'))), 'new');
      assert.ok((await other.list()).some(({ id }) => id === made.id));
      const sealsAnew = async (): Promise<boolean> =>
        other.keyOf(await other.seal('test', bytes('x'))) === made.id;
      await stage.until('the other node seals with the new key', sealsAnew);
    },
  },
  {
    promise: 'loses no key when many are made at once',
    check: async (stage) => {
      const nodes = [stage.one, await stage.other()];
      const before = (await stage.one.list()).length;
      const rounds = Array.from({ length: 10 }, async (_, n) => {
        const node = nodes[n % 2]!;
        await node.rotate('sealing');
        return node.seal('test', bytes(String(n)));
      });
      const envelopes = await Promise.all(rounds);
      for (const node of nodes) {
        assert.equal((await node.list()).length, before + 10);
        for (const [n, envelope] of envelopes.entries())
          assert.equal(await opened(node, 'test', envelope), String(n));
      }
    },
  },
];
