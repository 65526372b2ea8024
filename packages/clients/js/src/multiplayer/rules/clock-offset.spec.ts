import { describe, expect, it } from '@jest/globals';
import { ClockOffset } from './clock-offset.js';

describe('the offset of clocks', () => {
  it('is unknown before the first ping', () => {
    expect(new ClockOffset().best).toBeNull();
  });

  it('is told by the quickest of the last pings', () => {
    const offset = new ClockOffset();
    offset.add(1000, 1400, 61_350);
    offset.add(2000, 2020, 62_010);
    offset.add(3000, 3300, 63_010);
    expect(offset.best).toEqual({ roundTrip: 20, ahead: 60_000 });
  });

  it('forgets old ones: clocks drift', () => {
    const offset = new ClockOffset();
    offset.add(0, 2, 501);
    for (let i = 1; i <= 8; i += 1) offset.add(i * 1000, i * 1000 + 10, i * 1000 + 5 + 700);
    expect(offset.best?.ahead).toBe(700);
  });
});
