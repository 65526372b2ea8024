import { assert } from '../suite.js';
import { minute, take, type RelayPromise } from './promise.js';

/** Promises about who gets a name. */
export const claimPromises: readonly RelayPromise[] = [
  {
    promise: 'gives a free name to the node that claims it, with what it wants others to know',
    check: async (stage) => {
      const name = stage.name('room');
      const claim = await stage.one.claim(name, 'node a', minute, 'about ümlaut');
      assert.ok(claim && Number.isSafeInteger(claim.fence) && claim.fence > 0);
      assert.deepEqual(claim, { name, node: 'node a', fence: claim.fence, about: 'about ümlaut' });
      assert.equal((await stage.one.claim(stage.name('room'), 'node a', minute))?.about, '');
    },
  },
  {
    promise: 'refuses a name that is held, by whomever',
    check: async (stage) => {
      const name = stage.name('room');
      const other = await stage.other();
      await take(stage.one, name);
      assert.equal(await stage.one.claim(name, 'a', minute), null);
      assert.equal(await stage.one.claim(name, 'b', minute), null);
      assert.equal(await other.claim(name, 'b', minute), null);
    },
  },
  {
    promise: 'lets exactly one win of many that race for a name, on whichever node',
    check: async (stage) => {
      const name = stage.name('room');
      const nodes = [stage.one, await stage.other()];
      const racers = Array.from({ length: 100 }, (_, n) => nodes[n % 2]!.claim(name, `n${n}`, minute));
      const won = (await Promise.all(racers)).filter((claim) => claim !== null);
      assert.equal(won.length, 1);
      assert.deepEqual(await stage.one.holder(name), won[0]);
    },
  },
  {
    promise: 'frees a name that is not renewed in time, and not earlier',
    check: async (stage) => {
      const name = stage.name('room');
      const other = await stage.other();
      await take(stage.one, name, 'a', 3);
      await stage.pass(1);
      assert.equal(await other.claim(name, 'b', minute), null, 'it was free too early');
      await stage.pass(2.5);
      assert.equal(await other.holder(name), null, 'it is still held');
      await take(other, name, 'b');
    },
  },
  {
    promise: 'gives each claim a greater fence than every earlier one of its name',
    check: async (stage) => {
      const name = stage.name('room');
      const other = await stage.other();
      const first = await take(stage.one, name);
      await stage.one.release(first);
      const second = await take(other, name, 'b', 0.5);
      await stage.pass(0.7);
      const third = await take(stage.one, name);
      assert.ok(first.fence < second.fence, 'after it was given back');
      assert.ok(second.fence < third.fence, 'after its time was over');
    },
  },
  {
    promise: 'keeps names apart',
    check: async (stage) => {
      const own = stage.name('room');
      const long = `${own}/`.padEnd(255, 'x');
      const names = [own, `${own}/a`, `${own}/A`, `${own}/*`, `${own} ümlaut 🎲`, `${own}:a`, long];
      const claims = await Promise.all(names.map((name, n) => take(stage.one, name, `n${n}`)));
      for (const [n, name] of names.entries())
        assert.deepEqual(await (await stage.other()).holder(name), claims[n]);
    },
  },
];
