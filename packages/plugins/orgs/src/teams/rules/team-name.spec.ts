import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lookOf, readTeamName, readTeamTag } from './team-name.js';

describe('the name of a team', () => {
  it.each([
    ['Night Owls', 'night  owls'],
    ['Night Owls', 'Níght Owls'],
    ['Night Owls', 'Nіght Оwls'],
    ['Clan One', 'C1an 0ne'],
    ['Modern', 'Modem'],
    ['Wolves', 'vvolves'],
    ['The.Best', 'The-Best'],
    ['Ｏｗｌｓ', 'owls'],
  ])('is taken by one that looks like it: %s and %s', (one, other) => {
    expect(readTeamName(one)?.key).toBe(readTeamName(other)?.key);
  });

  it.each([
    ['Night Owls', 'Night Owl'],
    ['Рысь', 'Рыба'],
    ['日本', '日木'],
  ])('is free beside one that only resembles it: %s and %s', (one, other) => {
    expect(readTeamName(one)?.key).not.toBe(readTeamName(other)?.key);
  });

  it.each(['<b>x</b>', 'a\u202Eb', '---', ' ', 'a\nb!', 'a\u200Bb', '👻👻👻'])('is not %j', (typed) => {
    expect(readTeamName(typed)).toBeNull();
  });

  it('is shown as it was typed, in one form', () => {
    expect(readTeamName('  Níght   Owls ')?.shown).toBe('Níght Owls');
  });

  it('has a look that looks like itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 32 }), (text) => {
        expect(lookOf(lookOf(text)).length).toBeLessThanOrEqual(lookOf(text).length);
        expect(lookOf(text.toUpperCase().toLowerCase())).toBe(
          lookOf(text.toLowerCase().toUpperCase().toLowerCase()),
        );
      }),
    );
  });
});

describe('the tag of a team', () => {
  it('is made of letters and digits', () => {
    expect(readTeamTag('OWL')).toEqual({ shown: 'OWL', key: 'owi' });
    expect(['O-L', 'a b', '!!'].map(readTeamTag)).toEqual([null, null, null]);
  });
});
