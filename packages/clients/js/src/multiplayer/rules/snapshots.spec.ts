import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Snapshots } from './snapshots.js';

const moving = { keys: ['x'], angles: ['turn'], angleUnit: 'degrees' } as const;
const tick = 50;

describe('snapshots', () => {
  it('answer what lies between two of them', () => {
    const snapshots = new Snapshots(moving);
    snapshots.add(1000, { x: 0, turn: 350, health: 100 }, tick);
    snapshots.add(1050, { x: 10, turn: 10, health: 90 }, tick);
    expect(snapshots.at(1025)).toEqual({ x: 5, turn: 360, health: 100 });
    expect(snapshots.at(1050)).toEqual({ x: 10, turn: 10, health: 90 });
  });

  it('answer the nearest one before the first and after the last', () => {
    const snapshots = new Snapshots(moving);
    expect(snapshots.at(5)).toBeNull();
    snapshots.add(1000, { x: 1 }, tick);
    snapshots.add(1050, { x: 2 }, tick);
    expect([snapshots.at(0), snapshots.at(9999)]).toEqual([{ x: 1 }, { x: 2 }]);
  });

  it('let nobody glide who stood still and told nothing', () => {
    const snapshots = new Snapshots(moving);
    snapshots.add(1000, { x: 0 }, tick);
    snapshots.add(6000, { x: 10 }, tick);
    expect(snapshots.at(5900)).toEqual({ x: 0 });
    expect(snapshots.at(5975)).toEqual({ x: 5 });
  });

  it('show a key that comes or goes at its own time', () => {
    const snapshots = new Snapshots(moving);
    snapshots.add(1000, { old: 1 }, tick);
    snapshots.add(1050, { x: 2 }, tick);
    expect(snapshots.at(1040)).toStrictEqual({ old: 1 });
    expect(snapshots.at(1050)).toEqual({ x: 2 });
  });

  it('take a late one in place of the last, so that time never runs back', () => {
    const snapshots = new Snapshots(moving);
    snapshots.add(1000, { x: 0 }, tick);
    snapshots.add(1050, { x: 1 }, tick);
    snapshots.add(1040, { x: 3 }, tick);
    expect(snapshots.at(1045)?.['x']).toBeCloseTo(2.7);
  });

  it('move evenly: what is shown never leaves what was told', () => {
    const walk = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: -9, max: 9 })), {
      minLength: 2,
      maxLength: 300,
    });
    fc.assert(
      fc.property(walk, fc.double({ min: 0, max: 1, noNaN: true }), (steps, share) => {
        const snapshots = new Snapshots(moving);
        let time = 0;
        for (const [ms, x] of steps) snapshots.add((time += ms), { x }, tick);
        const { x } = snapshots.at(time * share) as { x: number };
        expect(Math.abs(x)).toBeLessThanOrEqual(9);
      }),
    );
  });
});
