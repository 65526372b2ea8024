import { rectifyConfusion } from 'unicode-confusables';

/** A username as it is shown, as it is looked up, and as it looks. */
export interface UsernameForms {
  /** NFKC, the case as it was typed. */
  readonly shown: string;
  /** The same for names that differ in case alone. */
  readonly key: string;
  /** Two names that share one of these are taken for one another: the skeletons of UTS 39, section 4. */
  readonly looks: readonly string[];
}

export type UsernameFault = 'length' | 'characters';

const length = { min: 3, max: 32 };
const pattern = /^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}_.-]*$/u;
const invisible = /\p{Default_Ignorable_Code_Point}/u;
/** More marks on one letter than any orthography needs. */
const piledUp = /\p{M}{3}/u;

/** Reads a username as people type it, or says what is wrong with it. */
export function readUsername(typed: string): UsernameForms | UsernameFault {
  const shown = typed.normalize('NFKC');
  const characters = [...shown].length;
  if (characters < length.min || characters > length.max) return 'length';
  if (!pattern.test(shown) || invisible.test(shown) || piledUp.test(shown)) return 'characters';
  return { shown, key: caseless(shown), looks: looksOf(shown) };
}

/** In each case somebody may write it: as it was typed a capital i is an l, in small letters it is an i. */
const looksOf = (shown: string): string[] => [
  ...new Set([shown, shown.toLowerCase(), shown.toUpperCase()].map(skeleton)),
];

/** UTS 39, section 4: NFD, each character by its prototype, NFD. */
const skeleton = (text: string): string => rectifyConfusion(text.normalize('NFD')).normalize('NFD');

/** Upper case first, so that letters with one capital, such as ß and ss or the two small sigmas, become equal. */
const caseless = (text: string): string => text.toUpperCase().toLowerCase().normalize('NFKC');
