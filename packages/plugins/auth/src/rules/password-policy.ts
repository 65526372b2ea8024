export type Weakness = 'too_short' | 'too_long' | 'too_common' | 'own_name';

/** What a password is compared with. */
export interface PasswordFacts {
  /** The email and the username of the account. */
  readonly ownNames: readonly string[];
  /** Whether a lower-case password is among the most used ones. */
  readonly isCommon: (password: string) => boolean;
}

const leastCharacters = 8;
/** A longer one costs work before anything is known of who sends it. */
export const mostBytes = 1024;

/**
 * The form in which a password is hashed: the OpaqueString profile of RFC 8265, so that one keyboard's é and another
 * one's e with an accent, or two kinds of space, do not lock anybody out. Nothing else is changed or cut.
 */
export const preparePassword = (typed: string): string => typed.replace(/\p{Zs}/gu, ' ').normalize('NFC');

export const isTooLong = (prepared: string): boolean => Buffer.byteLength(prepared) > mostBytes;

/** What is wrong with a new password, or `null`. It takes the prepared form and asks for no mixture of characters. */
export function weaknessOf(prepared: string, { ownNames, isCommon }: PasswordFacts): Weakness | null {
  if (isTooLong(prepared)) return 'too_long';
  if ([...prepared].length < leastCharacters) return 'too_short';
  const plain = prepared.toLowerCase();
  if (ownNames.some((name) => name.toLowerCase() === plain)) return 'own_name';
  return isCommon(plain) ? 'too_common' : null;
}
