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

  describe('beside other nodes', () => {
    const counted = (windows: Windows, times: number, many: number) => {
      for (let n = 0; n < many; n += 1) windows.count('ann', times, 60, 1000);
    };

    it('tells what has grown by more than a twentieth of its limit, each count once', () => {
      const windows = new Windows();
      counted(windows, 100, 5);
      expect(windows.news(1000)).toEqual([]);
      counted(windows, 100, 1);
      const [news] = windows.news(1000);
      expect(news).toEqual({ key: 'ann', index: 0, by: 6, seconds: 60 });
      windows.learn(news!, 6);
      expect(windows.news(1000)).toEqual([]);
    });

    it('counts what the others have told', () => {
      const windows = new Windows();
      counted(windows, 100, 6);
      windows.learn(windows.news(1000)[0]!, 99);
      expect(windows.count('ann', 100, 60, 1000)).toBe(0);
      expect(windows.count('ann', 100, 60, 1000)).toBe(59);
    });

    it('takes no news of a window into the next one', () => {
      const windows = new Windows();
      counted(windows, 100, 6);
      const [news] = windows.news(1000);
      windows.count('ann', 100, 60, 61_000);
      windows.learn(news!, 1000);
      expect(windows.count('ann', 100, 60, 61_000)).toBe(0);
      expect(windows.news(121_000)).toEqual([]);
    });
  });
});
