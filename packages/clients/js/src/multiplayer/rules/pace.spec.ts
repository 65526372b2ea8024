import { realtimeFrames } from '@aethex/protocol';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { framePace, Pace } from './pace.js';

describe('the pace of frames', () => {
  it('stays below what the server takes', () => {
    for (const type of ['send_message', 'rpc'] as const) {
      const { rate } = realtimeFrames[type];
      expect(framePace.perSecond).toBeLessThan(rate.perSecond);
      expect(framePace.burst).toBeLessThan(rate.burst);
    }
  });

  it('never lets more through than the burst and what time allows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { minLength: 1, maxLength: 200 }), (pauses) => {
        const pace = new Pace({ perSecond: 10, burst: 5 });
        let [now, taken] = [0, 0];
        for (const pause of pauses) {
          now += pause;
          for (let tries = 0; tries < 100 && pace.take(now) === 0; tries += 1) taken += 1;
          expect(taken).toBeLessThanOrEqual(5 + (now / 1000) * 10);
        }
      }),
    );
  });

  it('tells how long to wait', () => {
    const pace = new Pace({ perSecond: 10, burst: 1 });
    expect(pace.take(0)).toBe(0);
    expect(pace.take(0)).toBe(100);
    expect(pace.take(100)).toBe(0);
  });
});
