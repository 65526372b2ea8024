import { describe, expect, it } from '@jest/globals';
import { acceptedKeys, isDueForRotation } from './signing-keys.js';

const start = Date.UTC(2026, 0, 1);
const at = (seconds: number): Date => new Date(start + seconds * 1000);
const key = (id: string, seconds: number) => ({ id, createdAt: at(seconds) });
const life = 900;

describe('signing keys', () => {
  const keys = [key('c', 10_000), key('b', 5000), key('a', 0)];
  const accepted = (seconds: number): string =>
    acceptedKeys(
      keys.filter(({ createdAt }) => createdAt <= at(seconds)),
      at(seconds),
      life,
    )
      .map(({ id }) => id)
      .join('');

  it('are accepted from the first moment', () => expect(accepted(0)).toBe('a'));

  it('are accepted after they were replaced, as long as a token of theirs may live', () => {
    expect(accepted(5000)).toBe('ba');
    expect(accepted(5959)).toBe('ba');
    expect(accepted(5960)).toBe('b');
  });

  it('are accepted without an end while nothing replaces them', () => expect(accepted(9_000_000)).toBe('c'));

  it('are due for rotation after so many days', () => {
    expect(isDueForRotation(key('a', 0), at(30 * 86_400 - 1), 30)).toBe(false);
    expect(isDueForRotation(key('a', 0), at(30 * 86_400), 30)).toBe(true);
    expect(isDueForRotation(undefined, at(0), 30)).toBe(true);
  });
});
