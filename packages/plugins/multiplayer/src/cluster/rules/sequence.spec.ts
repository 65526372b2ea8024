import { describe, expect, it } from '@jest/globals';
import { Sequence } from './sequence.js';

const answers = (...numbers: number[]): string[] => {
  const sequence = new Sequence();
  return numbers.map((number) => sequence.take(number));
};

describe('numbers of a sender', () => {
  it('begin with 1 and go up by 1', () => expect(answers(1, 2, 3)).toEqual(['next', 'next', 'next']));
  it('show what was lost, also before the first that came', () => {
    expect(answers(2, 3)).toEqual(['gap', 'next']);
    expect(answers(1, 4, 5)).toEqual(['next', 'gap', 'next']);
  });
  it('show what comes again', () => expect(answers(1, 2, 2, 1)).toEqual(['next', 'next', 'again', 'again']));
});
