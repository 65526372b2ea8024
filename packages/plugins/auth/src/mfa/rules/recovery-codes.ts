import { randomInt } from 'node:crypto';

/** How many an account gets at once. */
export const recoveryCodes = 10;
/** Without what is mistaken for something else: 32 signs, 5 bits each. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
const groups = 4;
const groupLength = 4;

/** Ten codes of 80 random bits, as `k3fp-7x2m-q9wd-h5tn`. */
export const newRecoveryCodes = (): string[] => Array.from({ length: recoveryCodes }, newCode);

/** A code in the form in which it is compared, however it was typed; `null` when it can be none. */
export function readRecoveryCode(typed: string): string | null {
  const bare = typed.toLowerCase().replace(/[\s-]/g, '');
  return bare.length === groups * groupLength && [...bare].every((sign) => alphabet.includes(sign))
    ? bare
    : null;
}

const newCode = (): string => Array.from({ length: groups }, newGroup).join('-');
const newGroup = (): string =>
  Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join('');
