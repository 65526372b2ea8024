import { assert } from '../suite.js';
import { minute, take, type RelayPromise } from './promise.js';

/** Promises about what becomes of a claim. */
export const holdingPromises: readonly RelayPromise[] = [
  {
    promise: 'makes claims last from now and says of each whether it is still held',
    check: async (stage) => {
      const [kept, lost] = [stage.name('kept'), stage.name('lost')];
      const claims = [await take(stage.one, lost), await take(stage.one, kept, 'a', 3)];
      await stage.one.release(claims[0]!);
      await stage.pass(1.8);
      assert.deepEqual(await stage.one.renew(claims, 3), [false, true]);
      await stage.pass(1.8);
      assert.deepEqual(await stage.one.holder(kept), claims[1], 'it was not prolonged');
      assert.deepEqual(await stage.one.renew([], minute), []);
    },
  },
  {
    promise: 'renews as many claims at once as a node can hold',
    check: async (stage) => {
      const own = stage.name('room');
      const claims = await Promise.all(
        Array.from({ length: 1_200 }, (_, n) => take(stage.one, `${own}/${n}`)),
      );
      await stage.one.release(claims[777]!);
      const held = await stage.one.renew(claims, minute);
      assert.deepEqual(
        held.flatMap((is, n) => (is ? [] : [n])),
        [777],
      );
    },
  },
  {
    promise: 'does not take a lost claim back by renewing it',
    check: async (stage) => {
      const [free, taken] = [stage.name('free'), stage.name('taken')];
      const other = await stage.other();
      const claims = [await take(stage.one, free, 'a', 0.5), await take(stage.one, taken, 'a', 0.5)];
      await stage.pass(0.7);
      const newer = await take(other, taken, 'b');
      assert.deepEqual(await stage.one.renew(claims, minute), [false, false]);
      assert.equal(await other.holder(free), null);
      assert.deepEqual(await other.holder(taken), newer);
    },
  },
  {
    promise: 'passes a name to another node under a greater fence, and it is never free',
    check: async (stage) => {
      const name = stage.name('room');
      const other = await stage.other();
      const old = await stage.one.claim(name, 'a', minute, 'room 7');
      const passing = stage.one.pass(old!, 'b', minute);
      for (let n = 0; n < 20; n += 1) {
        assert.equal(await other.claim(name, 'thief', minute), null, 'it was free for a moment');
        await new Promise((resolve) => void setImmediate(resolve));
      }
      const passed = await passing;
      assert.ok(passed && passed.fence > old!.fence);
      assert.deepEqual(passed, { name, node: 'b', fence: passed.fence, about: 'room 7' });
      assert.deepEqual(await other.holder(name), passed);
      assert.deepEqual(await other.renew([old!, passed], minute), [false, true]);
    },
  },
  {
    promise: 'passes a name for its seconds',
    check: async (stage) => {
      const name = stage.name('room');
      await stage.one.pass(await take(stage.one, name), 'b', 0.5);
      await stage.pass(0.7);
      assert.equal(await stage.one.holder(name), null);
    },
  },
  {
    promise: 'passes nothing that the claim no longer holds',
    check: async (stage) => {
      const [free, taken] = [stage.name('free'), stage.name('taken')];
      const old = [await take(stage.one, free), await take(stage.one, taken)];
      for (const claim of old) await stage.one.release(claim);
      const newer = await take(stage.one, taken, 'b');
      for (const claim of old) assert.equal(await stage.one.pass(claim, 'c', minute), null);
      assert.equal(await stage.one.holder(free), null);
      assert.deepEqual(await stage.one.holder(taken), newer);
    },
  },
  {
    promise: 'gives a name back, twice without complaint',
    check: async (stage) => {
      const name = stage.name('room');
      const claim = await take(stage.one, name);
      await stage.one.release(claim);
      await stage.one.release(claim);
      assert.equal(await stage.one.holder(name), null);
    },
  },
  {
    promise: 'gives back nothing that a newer claim holds, even one of the same node',
    check: async (stage) => {
      const name = stage.name('room');
      const old = await take(stage.one, name);
      await stage.one.release(old);
      const newer = await take(stage.one, name);
      await stage.one.release(old);
      assert.deepEqual(await stage.one.holder(name), newer);
    },
  },
  {
    promise: 'tells every node who holds a name, or null',
    check: async (stage) => {
      const name = stage.name('room');
      const other = await stage.other();
      assert.equal(await other.holder(name), null);
      const claim = await take(stage.one, name);
      assert.deepEqual(await other.holder(name), claim);
      assert.deepEqual(await stage.one.holder(name), claim);
    },
  },
];
