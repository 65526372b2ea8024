import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { TickWheel } from './tick-wheel.js';

const undos: (() => void)[] = [];
const failures: unknown[] = [];
const ticks: { duration: number; lateness: number }[] = [];
const wheel = new TickWheel({
  onTick: (duration, lateness) => ticks.push({ duration, lateness }),
  onError: (error) => failures.push(error),
});
const add = (hz: number, run: () => void): (() => void) => {
  const undo = wheel.add(hz, run);
  undos.push(undo);
  return undo;
};
const block = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

afterEach(() => {
  for (const undo of undos.splice(0)) undo();
  failures.length = ticks.length = 0;
});

describe('the tick wheel', () => {
  it.each([1, 20, 60])('runs %i times a second, and never before its time', async (hz) => {
    const at: number[] = [];
    const seconds = hz === 1 ? 3 : 1.5;
    add(hz, () => at.push(performance.now()));
    const started = performance.now();
    await sleep(seconds * 1000);
    const expected = ((performance.now() - started) / 1000) * hz;
    expect(at.length).toBeGreaterThan(expected * 0.5 - 1);
    expect(at.length).toBeLessThanOrEqual(expected + 1);
  });

  it.each([
    [40, 4],
    [200, 8],
  ])('spreads %i beats over %i moments of their period', async (count, moments) => {
    const first: number[] = [];
    for (let i = 0; i < count; i++) {
      let runs = 0;
      add(2, () => runs++ === 0 && first.push(performance.now()));
    }
    await sleep(700);
    const bursts = first.filter((ms, i) => ms - (first[i - 1] ?? 0) > 30);
    expect(first.length).toBe(count);
    expect(bursts.length).toBeLessThanOrEqual(moments);
    expect(bursts.length).toBeGreaterThan(moments / 2);
  });

  it('runs each once after a long pause', async () => {
    let runs = 0;
    add(60, () => runs++);
    await sleep(50);
    const before = runs;
    block(1500);
    await sleep(8);
    expect(runs - before).toBeGreaterThanOrEqual(1);
    expect(runs - before).toBeLessThan(10);
  });

  it('runs no more once undone, not even in the very turn', async () => {
    let runs = 0;
    const undo = add(60, () => {
      runs += 1;
      undo();
      undo();
    });
    await sleep(100);
    expect(runs).toBe(1);
  });

  it('goes on when something throws, and says what', async () => {
    let runs = 0;
    add(60, () => {
      throw new Error('lost');
    });
    add(60, () => runs++);
    await sleep(200);
    expect(runs).toBeGreaterThan(5);
    expect(String(failures[0])).toBe('Error: lost');
  });

  it('tells how long a tick ran and how late it began', async () => {
    add(20, () => block(5));
    await sleep(130);
    expect(ticks.length).toBeGreaterThan(0);
    for (const { duration, lateness } of ticks) {
      expect(duration).toBeGreaterThanOrEqual(5);
      expect(lateness).toBeGreaterThanOrEqual(0);
    }
    block(200);
    await sleep(20);
    expect(Math.max(...ticks.map((tick) => tick.lateness))).toBeGreaterThan(100);
  });

  it('lets others begin while it turns', async () => {
    let runs = 0;
    const undo = add(60, () => {
      undo();
      add(60, () => runs++);
    });
    await sleep(150);
    expect(runs).toBeGreaterThan(2);
  });
});
