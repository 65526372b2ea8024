import { describe, expect, it, jest } from '@jest/globals';
import { clockContract, fakeClock, idsContract, seqIds } from '@aethex/testing';
import { systemClock, UuidIds, uuidIds } from '../src/index.js';

describe('SystemClock', () => clockContract(systemClock));
describe('FakeClock at the present time', () => clockContract(() => fakeClock(new Date()).adapter));
describe('SeqIds', () => idsContract(() => seqIds().adapter));

describe('UuidIds', () => {
  idsContract(uuidIds);

  it('counts on when the clock goes back, and follows it again when it is ahead', () => {
    const ids = new UuidIds();
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now');
    try {
      const made = [now + 5_000, now, now - 86_400_000, now + 5_001].map((moment) => {
        clock.mockReturnValue(moment);
        return ids.next();
      });
      expect(made).toEqual(made.toSorted((one, other) => (one < other ? -1 : 1)));
      expect(made.map((id) => Number.parseInt(id.replace('-', '').slice(0, 12), 16) - now)).toEqual([
        5_000, 5_000, 5_000, 5_001,
      ]);
    } finally {
      clock.mockRestore();
    }
  });

  it('is greater in every instance of this process', () => {
    const [one, other] = [new UuidIds(), new UuidIds()];
    const made = Array.from({ length: 1_000 }, (_, n) => (n % 2 ? one : other).next());
    for (const [index, id] of made.entries()) expect(index === 0 || id > (made[index - 1] ?? '')).toBe(true);
  });
});
