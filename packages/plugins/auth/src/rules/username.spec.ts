import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readUsername, type UsernameForms } from './username.js';

function read(typed: string): UsernameForms {
  const forms = readUsername(typed);
  if (typeof forms === 'string') throw new Error(`${typed}: ${forms}`);
  return forms;
}

/** Whether two accounts may not have these names. */
function clash(a: string, b: string): boolean {
  const [one, other] = [read(a), read(b)];
  return one.key === other.key || one.looks.some((look) => other.looks.includes(look));
}

describe('a username', () => {
  it('keeps the case it was typed in', () => expect(read('AnnB').shown).toBe('AnnB'));

  it.each([
    ['ann', 'ANN'],
    ['straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['ｊｏｓé', 'jose\u0301'],
  ])('is the same name in another case: %s and %s', (a, b) => {
    expect(read(a).key).toBe(read(b).key);
  });

  it.each([
    ['paypal', 'раураl'],
    ['paypal', 'pаypal'],
    ['paypal', 'PАYPАL'],
    ['paypal', 'paypaI'],
    ['max', 'rnax'],
    ['bob', 'b0b'],
    ['owner', '0wner'],
    ['MIKE', 'mіke'],
    ['mike', 'MІKE'],
    ['tim', 'TlM'],
    ['scope', 'ѕсоре'],
  ])('is not given to somebody whose name looks like it: %s and %s', (a, b) => {
    expect(clash(a, b)).toBe(true);
  });

  it.each([
    ['mail', 'mall'],
    ['ann', 'anna'],
    ['a.b', 'a_b'],
    ['김철수', '김철소'],
  ])('is given when it only resembles another one: %s and %s', (a, b) => {
    expect(clash(a, b)).toBe(false);
  });

  it.each(['ann', 'Ann_B-2.0', '日本語', '김철수', 'Ольга', 'علي1', 'मनीष', 'a'.repeat(32)])(
    'may be %s',
    (typed) => {
      expect(read(typed).shown).toBe(typed.normalize('NFKC'));
    },
  );

  it.each(['', 'ab', 'a'.repeat(33), '💩'])('is refused for its length: %j', (typed) => {
    expect(readUsername(typed)).toBe('length');
  });

  it.each([
    '_ann',
    '.ann',
    'a b',
    'a@b.c',
    'ann\u0000',
    'ann\ud800',
    'ann\u200b',
    'ann\u202e',
    'annㅤ',
    'x\u0300\u0301\u0302y',
    'ann😀',
    'a/b',
    '<b>',
  ])('is refused for its characters: %j', (typed) => {
    expect(readUsername(typed)).toBe('characters');
  });

  it('clashes with itself in any case', () => {
    const names = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{2,31}$/);
    fc.assert(
      fc.property(names, (name) => clash(name, name.toUpperCase()) && clash(name, name.toLowerCase())),
    );
  });
});
