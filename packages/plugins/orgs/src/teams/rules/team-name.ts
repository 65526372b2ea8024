const nameForm = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N} ._'-]*[\p{L}\p{M}\p{N}])?$/u;
const tagForm = /^[\p{L}\p{M}\p{N}]+$/u;
const longestKey = 128;

/** Letters of other alphabets and digits, by the Latin letter they look like. */
const looks: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['аɑα', 'a'],
    ['вβ', 'b'],
    ['сς', 'c'],
    ['ԁ', 'd'],
    ['еєε', 'e'],
    ['ɡ', 'g'],
    ['һнη', 'h'],
    ['іı1|ιl', 'i'],
    ['ј', 'j'],
    ['кκ', 'k'],
    ['м', 'm'],
    ['п', 'n'],
    ['оοσ0', 'o'],
    ['рρ', 'p'],
    ['ԛ', 'q'],
    ['г', 'r'],
    ['ѕ5', 's'],
    ['тτ', 't'],
    ['υ', 'u'],
    ['νѵ', 'v'],
    ['ԝω', 'w'],
    ['хχ', 'x'],
    ['уγ', 'y'],
  ].flatMap(([letters = '', latin = '']) => [...letters].map((letter) => [letter, latin])),
);

/** A name as it is shown and the key by which names that look alike are one. */
export interface TeamWord {
  readonly shown: string;
  readonly key: string;
}

/** Reads a name; `null` when it has characters that names have not. */
export const readTeamName = (typed: string): TeamWord | null => read(typed, nameForm);
/** The same for a tag. */
export const readTeamTag = (typed: string): TeamWord | null => read(typed, tagForm);

function read(typed: string, form: RegExp): TeamWord | null {
  const shown = typed.normalize('NFKC').trim().replace(/\s+/gu, ' ');
  const key = lookOf(shown);
  return form.test(shown) && key !== '' && key.length <= longestKey ? { shown, key } : null;
}

/**
 * What a text looks like: without case, accents and spaces, in Latin letters where others look like them. A name that
 * begins like another has a look that begins like the other's, but for two letters that together look like a third.
 */
export function lookOf(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{Mn}\s._'-]/gu, '');
  const latin = [...plain].map((letter) => looks[letter] ?? letter).join('');
  return latin.replaceAll('rn', 'm').replaceAll('vv', 'w').normalize('NFC');
}
