import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Grid } from './grid.js';
import { pointReader, type Point } from './read-point.js';

const at = fc.double({ noNaN: true, min: -50, max: 50 });
const point: fc.Arbitrary<Point> = fc.record({ x: at, y: at, z: at });
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);

describe('a grid', () => {
  it('finds exactly what is within reach, once', () => {
    fc.assert(
      fc.property(
        fc.array(point, { maxLength: 30 }),
        point,
        fc.double({ min: 0.5, max: 40, noNaN: true }),
        (all, me, reach) => {
          const grid = new Grid<Point>(reach);
          for (const one of all) grid.put(one, one);
          const found: Point[] = [];
          grid.near(me, (one) => found.push(one));
          const expected = all.filter((one) => distance(one, me) <= reach);
          expect(found.length).toBe(expected.length);
          expect(new Set(found)).toEqual(new Set(expected));
        },
      ),
    );
  });

  it('tells the distance', () => {
    const grid = new Grid<string>(10);
    grid.put('ann', { x: 3, y: 4, z: 0 });
    const found: unknown[] = [];
    grid.near({ x: 0, y: 0, z: 0 }, (who, far) => found.push([who, far]));
    expect(found).toEqual([['ann', 5]]);
  });

  it('is empty once cleared', () => {
    const grid = new Grid<string>(10);
    grid.put('ann', { x: 0, y: 0, z: 0 });
    grid.clear();
    const found: string[] = [];
    grid.near({ x: 0, y: 0, z: 0 }, (who) => found.push(who));
    expect(found).toEqual([]);
  });
});

describe('the point of a state', () => {
  const read = pointReader({ x: 'position.x', y: 'position.z' });

  it('is read from the numbers at its paths', () => {
    expect(read({ position: { x: 1, y: 2, z: 3 } })).toEqual({ x: 1, y: 3, z: 0 });
    expect(pointReader({ x: 'a', y: 'b', z: 'c.0' })({ a: 1, b: 2, c: [3] })).toEqual({ x: 1, y: 2, z: 3 });
  });

  it.each([
    {},
    { position: null },
    { position: { x: '1', z: 2 } },
    { position: { x: 1 } },
    { position: { x: Number.POSITIVE_INFINITY, z: 1 } },
  ])('is nowhere in %j', (state) => expect(read(state)).toBeNull());
});
