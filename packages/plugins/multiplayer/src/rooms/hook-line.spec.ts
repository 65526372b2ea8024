import { describe, expect, it } from '@jest/globals';
import { HookLine } from './hook-line.js';

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the line of a room', () => {
  it('runs at once when nothing is under way', () => {
    expect(new HookLine().run(() => 7)).toBe(7);
  });

  it('lets nothing overlap, and keeps the order', async () => {
    const line = new HookLine();
    const seen: string[] = [];
    const task = (name: string, ms: number) => async () => {
      seen.push(`${name} begins`);
      await later(ms);
      seen.push(`${name} ends`);
    };
    await Promise.all([line.run(task('a', 10)), line.run(task('b', 0)), line.run(() => seen.push('c'))]);
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c']);
  });

  it('goes on after a failure, which only its own caller hears of', async () => {
    const line = new HookLine();
    const first = line.run(() => later(5).then(() => Promise.reject(new Error('first'))));
    const second = line.run(() => {
      throw new Error('second');
    });
    const third = line.run(() => 3);
    await expect(first).rejects.toThrow('first');
    await expect(second).rejects.toThrow('second');
    expect(await third).toBe(3);
    expect(() =>
      line.run(() => {
        throw new Error('fourth');
      }),
    ).toThrow('fourth');
    expect(line.run(() => 5)).toBe(5);
  });

  it('takes a hundred thousand that wait', async () => {
    const line = new HookLine();
    let count = 0;
    const first = line.run(() => later(1));
    const all = Array.from({ length: 100_000 }, async () => line.run(() => (count += 1)));
    await first;
    await Promise.all(all);
    expect(count).toBe(100_000);
  });
});
