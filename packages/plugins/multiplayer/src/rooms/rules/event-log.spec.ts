import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventLog } from './event-log.js';

const filled = (log: EventLog<number>, from: number, to: number, bytes = 1): EventLog<number> => {
  for (let seq = from; seq <= to; seq += 1) log.add({ seq, frame: seq, bytes, to: null });
  return log;
};

describe('the log of a room', () => {
  it('gives back what came after a number, in order', () => {
    const log = filled(new EventLog(1000, 1e6), 1, 10);
    expect(log.since(7, 10, 'ann')).toEqual([8, 9, 10]);
    expect(log.since(10, 10, 'ann')).toEqual([]);
    expect(log.since(99, 10, 'ann')).toEqual([]);
  });

  it('says when something is forgotten', () => {
    const log = filled(new EventLog(5, 1e6), 1, 10);
    expect(log.since(5, 10, 'ann')).toEqual([6, 7, 8, 9, 10]);
    expect(log.since(4, 10, 'ann')).toBeNull();
  });

  it('keeps no more bytes than it may, and forgets what is too large by itself', () => {
    const log = filled(new EventLog(1000, 100), 1, 10, 30);
    expect(log.size).toBe(3);
    log.add({ seq: 11, frame: 11, bytes: 101, to: null });
    expect(log.size).toBe(0);
    expect(log.since(10, 11, 'ann')).toBeNull();
  });

  it('tells nobody what was for others, and gives the one their own', () => {
    const log = new EventLog<string>(10, 1e6);
    log.add({ seq: 1, frame: 'for bob', bytes: 1, to: new Set(['bob']) });
    log.add({ seq: 2, frame: 'all', bytes: 1, to: null, instead: { playerId: 'ann', frame: 'ann’s' } });
    expect(log.since(0, 2, 'ann')).toEqual(['ann’s']);
    expect(log.since(0, 2, 'bob')).toEqual(['for bob', 'all']);
  });

  it('answers like a list that is cut, however long it grows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 900 }),
        fc.nat(1000),
        (most, n, seq) => {
          const log = filled(new EventLog(most, 1e6), 1, n);
          const kept = Array.from({ length: n }, (_, index) => index + 1).slice(-most);
          const missed = Array.from({ length: n }, (_, index) => index + 1).filter((one) => one > seq);
          const whole = missed.every((one) => kept.includes(one));
          expect(log.since(seq, n, 'ann')).toEqual(whole ? missed : null);
        },
      ),
    );
  });
});
