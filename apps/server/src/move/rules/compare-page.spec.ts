import { describe, expect, it } from '@jest/globals';
import { compared, hashed } from './compare-page.js';

const row = (key: string, value: string) => [Buffer.from(key), Buffer.from(value)];
const of = (key: string, value: string) => hashed(row(key, value), [0]);

describe('comparing a stretch of two sides', () => {
  it('adds what is missing, replaces what differs, removes what is gone and leaves the rest', () => {
    const source = [of('a', '1'), of('b', '2'), of('c', '3')];
    const target = [of('b', '2'), of('c', 'other'), of('d', '4')];
    expect(compared(source, target)).toEqual({ add: [row('a', '1'), row('c', '3')], remove: [['c'], ['d']] });
  });
});
