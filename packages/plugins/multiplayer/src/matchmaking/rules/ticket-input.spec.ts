import { describe, expect, it } from '@jest/globals';
import { aboutOf, slowest } from './ticket-input.js';

describe('what a ticket says', () => {
  it('takes the mode as an attribute', () => {
    expect(aboutOf({ mode: 'ctf', attributes: { map: 'x' }, region: 'eu', skill_range: [1, 2] })).toEqual({
      attributes: { map: 'x', mode: 'ctf' },
      window: [1, 2],
      region: 'eu',
      latencies: {},
    });
  });

  it('counts the slowest of a party, in regions all of them measured', () => {
    expect(slowest({ eu: 20, us: 90 }, { eu: 60, asia: 10 })).toEqual({ eu: 60 });
    expect(slowest({}, { eu: 60 })).toEqual({ eu: 60 });
    expect(slowest({ eu: 20 }, {})).toEqual({ eu: 20 });
  });
});
