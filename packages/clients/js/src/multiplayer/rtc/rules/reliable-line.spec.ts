import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isParcel, ReliableLine, type Parcel } from './reliable-line.js';

describe('a reliable line', () => {
  it('tells everything once and in order, whatever is lost, doubled or late on the way', () => {
    const way = fc.array(fc.constantFrom('arrives', 'lost', 'twice', 'late'), { maxLength: 60 });
    fc.assert(
      fc.property(way, (fates) => {
        const [here, there] = [new ReliableLine(), new ReliableLine()];
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
    const [here, there] = [new ReliableLine(), new ReliableLine()];
    const parcels = ['a', 'b', 'c'].map((data) => here.pack(data)!);
    there.open(parcels[0]!);
    here.open(there.packLossy('on the way back'));
    expect(here.again().map(({ data }) => data)).toEqual(['b', 'c']);
  });

  it('tells what may be lost as it comes, and owes nothing for it', () => {
    const line = new ReliableLine();
    expect(line.open(new ReliableLine().packLossy(7))).toEqual({ told: [7], owes: false });
    expect(line.open(new ReliableLine().acknowledgement())).toEqual({ told: [], owes: false });
  });

  it('keeps a thousand messages at most, on both sides', () => {
    const line = new ReliableLine();
    for (let n = 0; n < 1_000; n += 1) expect(line.pack(n)).not.toBeNull();
    expect(line.pack('one more')).toBeNull();
    expect(new ReliableLine().open({ n: 1_001, ack: 0, data: 'far ahead' }).told).toEqual([]);
  });

  it('reads nothing that is no parcel', () => {
    for (const value of [null, 1, {}, { ack: -1 }, { ack: '1' }, { ack: 0, n: 0 }, { ack: 0, n: 1.5 }])
      expect(isParcel(value)).toBe(false);
    expect(isParcel({ ack: 0, n: 1, data: null })).toBe(true);
  });
});
