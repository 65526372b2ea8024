import { describe, expect, it } from '@jest/globals';
import { Windows } from './windows.js';

describe('Windows', () => {
  it('lets so many through in a window and says how long to wait for the next', () => {
    const windows = new Windows();
    const at = (ms: number) => windows.count('ann', 3, 60, ms);
    expect([at(0), at(1000), at(20_000)]).toEqual([0, 0, 0]);
    expect(at(30_000)).toBe(30);
    expect(at(60_000)).toBe(0);
  });

  it('counts each key by itself', () => {
    const windows = new Windows();
    expect(windows.count('ann', 1, 60, 0)).toBe(0);
    expect(windows.count('bob', 1, 60, 0)).toBe(0);
    expect(windows.count('ann', 1, 60, 0)).toBe(60);
  });

  it('lets nothing through where nothing is allowed', () => {
    expect(new Windows().count('ann', 0, 60, 0)).toBe(60);
  });

  it('forgets windows that have passed and keeps those that have not, however many keys come', () => {
    const windows = new Windows();
    windows.count('steady', 1, 3600, 0);
    for (let n = 0; n < 30_000; n += 1) windows.count(`stranger ${n}`, 1, 1, n * 10);
    expect(windows.count('steady', 1, 3600, 300_000)).toBeGreaterThan(0);
    expect(windows.size).toBeLessThan(25_000);
  });
});
