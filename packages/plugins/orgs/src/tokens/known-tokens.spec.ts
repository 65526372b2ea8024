import { describe, expect, it } from '@jest/globals';
import { KnownTokens } from './known-tokens.js';

const value = (...subjects: string[]) => ({ subjects });

describe('known tokens', () => {
  it('never are more than so many, and the one used longest ago gives way', () => {
    const known = new KnownTokens<{ subjects: readonly string[] }>(3);
    for (const token of ['a', 'b', 'c']) known.add(token, value(token));
    known.get('a');
    known.add('d', value('d'));
    expect(['a', 'b', 'c', 'd'].filter((token) => known.get(token))).toEqual(['a', 'c', 'd']);
    for (let index = 0; index < 1000; index += 1) known.add(`x${index}`, value('all'));
    expect(known.size).toBe(3);
  });

  it('are forgotten with any of the things they stand and fall with', () => {
    const known = new KnownTokens<{ subjects: readonly string[] }>(10);
    known.add('a', value('key', 'game'));
    known.add('b', value('game'));
    known.add('c', value('other'));
    known.forget('key');
    expect(known.get('a')).toBeUndefined();
    known.forget('game');
    expect(known.get('b')).toBeUndefined();
    expect(known.get('c')).toBeDefined();
  });
});
