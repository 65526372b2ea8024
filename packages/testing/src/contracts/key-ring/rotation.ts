import { sign, verify } from 'node:crypto';
import { assertRefused } from '../refused.js';
import { assert } from '../suite.js';
import { bytes, opened, type KeyRingPromise } from './sealing.js';

export const rotationPromises: readonly KeyRingPromise[] = [
  {
    promise: 'seals with the newest key, and opens what the old ones closed',
    check: async (stage) => {
      const envelopes = [await stage.one.seal('test', bytes('0'))];
      for (const n of ['1', '2']) {
        const made = await stage.one.rotate('sealing');
        assert.deepEqual([made.use, made.current], ['sealing', true]);
        envelopes.push(await stage.one.seal('test', bytes(n)));
        assert.equal(stage.one.keyOf(envelopes.at(-1)!), made.id);
      }
      for (const [n, envelope] of envelopes.entries())
        assert.equal(await opened(stage.one, 'test', envelope), String(n));
    },
  },
  {
    promise: 'signs with the newest key, and goes on holding the old ones, the newest first',
    check: async (stage) => {
      const [before] = await stage.one.signingKeys();
      const made = await stage.one.rotate('signing');
      const keys = await stage.one.signingKeys();
      assert.deepEqual(
        keys.slice(0, 2).map(({ id }) => id),
        [made.id, before?.id],
      );
      for (const { privateKey, publicKey } of keys) {
        assert.equal(publicKey.asymmetricKeyType, 'ed25519');
        assert.ok(verify(null, bytes('token'), publicKey, sign(null, bytes('token'), privateKey)));
      }
    },
  },
  {
    promise: 'lists all keys, the newest first, one of each use being current',
    check: async (stage) => {
      const first = await stage.one.list();
      const made = [
        await stage.one.rotate('sealing'),
        await stage.one.rotate('signing'),
        await stage.one.rotate('sealing'),
      ];
      const keys = await stage.one.list();
      assert.deepEqual(
        keys.map(({ id }) => id),
        [...made.toReversed(), ...first].map(({ id }) => id),
      );
      assert.deepEqual(
        keys.filter(({ current }) => current).map(({ id }) => id),
        [made[2]!.id, made[1]!.id],
      );
      assert.deepEqual(first.map(({ use }) => use).toSorted(), ['sealing', 'signing']);
      assert.ok(keys.every(({ createdAt }) => createdAt instanceof Date));
    },
  },
  {
    promise: 'destroys a key for ever',
    check: async (stage) => {
      const envelope = await stage.one.seal('test', bytes('x'));
      const old = await stage.one.list();
      for (const use of ['sealing', 'signing'] as const) await stage.one.rotate(use);
      for (const { id } of old) await stage.one.retire(id);
      for (const { id } of old) await stage.one.retire(id);
      const ids = [...(await stage.one.list()), ...(await stage.one.signingKeys())].map(({ id }) => id);
      for (const { id } of old) assert.ok(!ids.includes(id), 'a retired key is still there');
      await assertRefused('keys.unknown_key', () => stage.one.open('test', envelope));
    },
  },
  {
    promise: 'refuses to destroy a current key as keys.in_use',
    check: async (stage) => {
      await stage.one.rotate('sealing');
      for (const { id } of (await stage.one.list()).filter(({ current }) => current))
        await assertRefused('keys.in_use', () => stage.one.retire(id));
      assert.equal(await opened(stage.one, 'test', await stage.one.seal('test', bytes('x'))), 'x');
      assert.equal((await stage.one.list()).length, 3);
    },
  },
];
