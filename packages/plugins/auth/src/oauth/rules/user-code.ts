import { randomInt } from 'node:crypto';

/** RFC 8628, 6.1: no vowels, so that no word comes out, and no two that look alike. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const length = 8;

/** A code as a device shows it: `WDJB-MJHT`, one of 25.6 thousand million. */
export function newUserCode(): string {
  const code = Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** A code as it is compared, or `null` when no device can have shown it. */
export function readUserCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s._–—-]/g, '');
  return code.length === length && [...code].every((letter) => letters.includes(letter)) ? code : null;
}
