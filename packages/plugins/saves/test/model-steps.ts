import fc from 'fast-check';

/** What a device takes for current: what is, what it saw last, nothing, or something that never was. */
export type Belief = 'current' | 'seen' | 'none' | 'future';

const device = fc.nat(1);
const slot = fc.constantFrom('a', 'a', 'b', 'a-2');
const data = fc.constantFrom('x', 'y', 'z'.repeat(60), 'w'.repeat(150));
const revision = fc.nat(9);
const base = fc.constantFrom<Belief>('current', 'current', 'current', 'seen', 'seen', 'none', 'future');
const believed = fc.constantFrom<Belief>('none', 'none', 'current', 'seen');
const keep = fc.constantFrom('theirs' as const, 'mine' as const, 'both' as const, 'merge' as const);
const does = <D extends string>(what: D) => fc.constant(what);

const put = fc.record({
  do: does('put'),
  device,
  slot,
  data,
  base,
  overwrite: fc.nat(4).map((drawn) => drawn === 0),
});
const remove = fc.record({ do: does('delete'), device, slot, base: believed });
const removeOne = fc.record({ do: does('deleteOne'), device, slot, revision, base: believed });
const restore = fc.record({ do: does('restore'), device, slot, revision, base: believed });
const resolve = fc.record({ do: does('resolve'), device, pick: fc.nat(5), keep, base: believed, data });
const wait = fc.record({ do: does('wait'), hours: fc.integer({ min: 1, max: 40 }) });
const prune = fc.record({ do: does('prune') });
const reopen = fc.record({ do: does('reopen'), chance: fc.nat(29) });

/** One thing that a device does, or that happens to the server. */
export const step = fc.oneof(
  { weight: 10, arbitrary: put },
  { weight: 1, arbitrary: remove },
  { weight: 1, arbitrary: removeOne },
  { weight: 2, arbitrary: restore },
  { weight: 4, arbitrary: resolve },
  { weight: 2, arbitrary: wait },
  { weight: 1, arbitrary: prune },
  { weight: 1, arbitrary: reopen },
);

type Drawn<A> = A extends fc.Arbitrary<infer S> ? S : never;
export type Step = Drawn<typeof step>;
export type Put = Drawn<typeof put>;
export type Remove = Drawn<typeof remove>;
export type RemoveOne = Drawn<typeof removeOne>;
export type Restore = Drawn<typeof restore>;
export type Resolve = Drawn<typeof resolve>;
