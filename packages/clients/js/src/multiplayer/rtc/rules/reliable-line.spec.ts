import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isParcel, ReliableLine, type Parcel } from './reliable-line.js';

describe('a reliable line', () => {
  it('tells everything once and in order, whatever is lost, doubled or late on the way', () => {
    const way = fc.array(fc.constantFrom('arrives', 'lost', 'twice', 'late'), { maxLength: 60 });
    fc.assert(
      fc.property(way, (fates) => {
        const [here, there] = [new ReliableLine('a'), new ReliableLine('b')];
        const told: unknown[] = [];
        const arrive = (parcel: Parcel): void => void told.push(...there.open(parcel).told);
        const late: Parcel[] = [];
        fates.forEach((fate, index) => {
          const parcel = here.pack(index)!;
          if (fate === 'late') late.unshift(parcel);
          if (fate === 'arrives' || fate === 'twice') arrive(parcel);
          if (fate === 'twice') arrive(parcel);
        });
        late.forEach(arrive);
        here.open(there.acknowledgement());
        here.again().forEach(arrive);
        expect(told).toEqual(fates.map((_, index) => index));
        here.open(there.acknowledgement());
        expect(here.again()).toEqual([]);
      }),
    );
  });

  it('sends again only what was not acknowledged', () => {
    const [here, there] = [new ReliableLine('a'), new ReliableLine('b')];
    const parcels = ['a', 'b', 'c'].map((data) => here.pack(data)!);
    there.open(parcels[0]!);
    here.open(there.packLossy('on the way back'));
    expect(here.again().map(({ data }) => data)).toEqual(['b', 'c']);
  });

  it('tells what may be lost as it comes, and owes nothing for it', () => {
    const line = new ReliableLine('a');
    expect(line.open(new ReliableLine('b').packLossy(7))).toEqual({ told: [7], owes: false });
    expect(line.open(new ReliableLine('b').acknowledgement())).toEqual({ told: [], owes: false });
  });

  it('keeps a thousand messages at most, on both sides', () => {
    const line = new ReliableLine('a');
    for (let n = 0; n < 1_000; n += 1) expect(line.pack(n)).not.toBeNull();
    expect(line.pack('one more')).toBeNull();
    expect(new ReliableLine('b').open({ end: 'a', count: 1, n: 1_001, data: 'far ahead' }).told).toEqual([]);
  });

  it('begins anew when the other page was loaded anew, with what waits', () => {
    const here = new ReliableLine('a');
    const old = new ReliableLine('b');
    old.open(here.pack(1)!);
    here.open(old.pack('from the old page')!);
    const lost = here.pack(2)!;
    const fresh = new ReliableLine('c');
    expect(fresh.open(lost).told).toEqual([]);
    expect(here.open(fresh.pack('from the new page')!).told).toEqual(['from the new page']);
    expect(here.again().flatMap((parcel) => fresh.open(parcel).told)).toEqual([2]);
    here.open(fresh.acknowledgement());
    expect(here.again()).toEqual([]);
    expect(fresh.open(here.pack(3)!).told).toEqual([3]);
  });

  it('passes over what an end that is gone sent before', () => {
    const [here, old, fresh] = [new ReliableLine('a'), new ReliableLine('b'), new ReliableLine('c')];
    const [early, late] = [old.pack('early')!, old.pack('late')!];
    here.open(early);
    expect(here.open(fresh.pack('hello')!).told).toEqual(['hello']);
    expect(here.open(late)).toEqual({ told: [], owes: false });
    expect(here.open(fresh.pack('again')!).told).toEqual(['again']);
  });

  it('reads nothing that is no parcel', () => {
    const wrong = [null, 1, {}, { end: 'a' }, { end: 'a', count: 0 }, { end: 1, count: 1 }];
    const odd = [{ n: 1.5 }, { n: 0 }, { ack: 7 }, { ack: ['a', 'x', 1] }].map((one) => ({
      end: 'a',
      count: 1,
      ...one,
    }));
    for (const value of [...wrong, ...odd]) expect(isParcel(value)).toBe(false);
    expect(isParcel({ end: 'a', count: 1, n: 1, ack: ['b', 1, 0], data: null })).toBe(true);
  });
});
