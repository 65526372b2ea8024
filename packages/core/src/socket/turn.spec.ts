import { describe, expect, it } from '@jest/globals';
import { Incidents } from './incidents.js';
import { endOfTurn, Turn } from './turn.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a turn', () => {
  it('flushes everybody once it ends, in their order', async () => {
    const turn = new Turn();
    const flushed: number[] = [];
    for (let n = 0; n < 100; n += 1) turn.add({ flush: () => void flushed.push(n) });
    expect(flushed).toEqual([]);
    await nextTurn();
    expect(flushed).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('lets what is sent at its end leave with it', async () => {
    const turn = new Turn();
    const order: string[] = [];
    endOfTurn(() => turn.add({ flush: () => void order.push('flushed') }));
    setImmediate(() => order.push('later'));
    await nextTurn();
    expect(order).toEqual(['flushed', 'later']);
    turn.add({ flush: () => void order.push('again') });
    expect(order).toHaveLength(2);
    await nextTurn();
    expect(order).toEqual(['flushed', 'later', 'again']);
  });

  it('spreads much work over several, so that others may run', async () => {
    const turn = new Turn();
    let flushed = 0;
    const slow = { flush: (): void => void (flushed += busy(1)) };
    for (let n = 0; n < 100; n += 1) turn.add(slow);
    await nextTurn();
    expect(flushed).toBeGreaterThan(0);
    expect(flushed).toBeLessThan(100);
    turn.add(slow);
    for (let n = 0; n < 101; n += 1) await nextTurn();
    expect(flushed).toBe(101);
  });
});

describe('incidents', () => {
  it('are counted for a minute', () => {
    const incidents = new Incidents();
    expect([incidents.add(0), incidents.add(59_000), incidents.add(60_001), incidents.add(60_002)]).toEqual([
      1, 2, 1, 2,
    ]);
  });
});

/** Works for so many milliseconds. */
function busy(ms: number): 1 {
  const until = performance.now() + ms;
  while (performance.now() < until);
  return 1;
}
