import { describe, expect, it } from '@jest/globals';
import { Rates } from './rates.js';

const shared = { place: 0, rate: { perSecond: 10, burst: 2 } };
const own = { place: 3, rate: { perSecond: 10, burst: 5 } };

describe('the rates of a socket', () => {
  it('count frames of one type apart from those of another', () => {
    const rates = new Rates();
    expect([rates.take(shared, 0), rates.take(shared, 0), rates.take(shared, 0)]).toEqual([
      'pass',
      'pass',
      'tell',
    ]);
    expect(rates.take(own, 0)).toBe('pass');
  });

  it('let through what comes at the rate, for ever', () => {
    const rates = new Rates();
    for (let now = 0; now < 60_000; now += 100) expect(rates.take(shared, now)).toBe('pass');
  });

  it('speak of dropped frames once a second', () => {
    const rates = new Rates();
    for (let n = 0; n < 2; n += 1) rates.take(shared, 0);
    expect([rates.take(shared, 1), rates.take(shared, 2), rates.take(shared, 90)]).toEqual([
      'tell',
      'drop',
      'drop',
    ]);
    for (let n = 0; n < 2; n += 1) rates.take(shared, 1050);
    expect(rates.take(shared, 1050)).toBe('tell');
  });

  it('end a socket that sends on and on', () => {
    const rates = new Rates();
    const verdicts = Array.from({ length: 103 }, () => rates.take(shared, 0));
    expect(verdicts.indexOf('close')).toBe(102);
  });

  it('bear ten bursts of a type with a rate of its own', () => {
    const rates = new Rates();
    const verdicts = Array.from({ length: 56 }, () => rates.take(own, 0));
    expect(verdicts.indexOf('close')).toBe(55);
  });

  it('forget after a minute', () => {
    const rates = new Rates();
    for (let n = 0; n < 102; n += 1) rates.take(shared, 0);
    for (let n = 0; n < 2; n += 1) rates.take(shared, 61_000);
    expect(rates.take(shared, 61_000)).toBe('tell');
  });

  it('take back what was counted for the wrong type', () => {
    const rates = new Rates();
    for (let n = 0; n < 10; n += 1) {
      expect(rates.take(shared, 0)).toBe('pass');
      rates.giveBack(shared);
    }
  });
});
