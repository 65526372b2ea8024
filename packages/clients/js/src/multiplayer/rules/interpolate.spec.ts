import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { between, turned } from './interpolate.js';

const angle = fc.double({ min: -50, max: 50, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('interpolation', () => {
  it('goes straight from number to number, also within vectors and objects', () => {
    expect(between(10, 20, 0.25)).toBe(12.5);
    expect(between([0, 10], [10, 0], 0.5)).toEqual([5, 5]);
    expect(between({ x: 0, at: { y: 2 } }, { x: 1, at: { y: 4 } }, 0.5)).toEqual({ x: 0.5, at: { y: 3 } });
  });

  it('keeps what is no number until its time has come', () => {
    expect(between('walk', 'run', 0.99)).toBe('walk');
    expect(between('walk', 'run', 1)).toBe('run');
    expect(between([1, 2], [3], 0.5)).toEqual([1, 2]);
    expect(between({ x: 1, gone: 2 }, { x: 3 }, 0.5)).toEqual({ x: 2, gone: 2 });
  });

  it('turns the short way round', () => {
    expect(turned(350, 10, 0.5, 'degrees')).toBe(360);
    expect(turned(10, 350, 0.5, 'degrees')).toBe(0);
    expect(turned({ y: 0.1 }, { y: 0.1 + 2 * Math.PI }, 0.5)).toEqual({ y: 0.1 });
    expect(turned([10], [350], 0.5, 'degrees')).toEqual([0]);
  });

  it('never turns by more than half a circle', () => {
    fc.assert(
      fc.property(angle, angle, share, (from, to, part) => {
        const turn = Math.abs((part >= 1 ? from : (turned(from, to, part) as number)) - from);
        expect(turn).toBeLessThanOrEqual(Math.PI + 1e-9);
      }),
    );
  });
});
