import { describe, expect, it } from '@jest/globals';
import { inBatches } from './in-batches.js';

describe('work in batches', () => {
  const of = (rows: number) => {
    const taken: number[] = [];
    let left = rows;
    const some = async (take: number): Promise<number> => {
      taken.push(take);
      const done = Math.min(take, left);
      left -= done;
      return done;
    };
    return { taken, some };
  };

  it('never takes more than is asked for, nor more than fifty at once', async () => {
    const { taken, some } = of(1000);
    expect(await inBatches(120, some)).toBe(120);
    expect(taken).toEqual([50, 50, 20]);
  });

  it('ends when there is nothing left', async () => {
    const { taken, some } = of(60);
    expect(await inBatches(1000, some)).toBe(60);
    expect(taken).toEqual([50, 50, 50]);
  });

  it('does nothing when nothing is asked for', async () => {
    const { taken, some } = of(60);
    expect(await inBatches(0, some)).toBe(0);
    expect(taken).toEqual([]);
  });
});
