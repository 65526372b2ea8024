/** Without I and O, which look like 1 and 0. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const digits = '23456789';
const form = /^([A-HJ-NP-Z]{4})-?([2-9]{4})$/;

/** A code such as `ABCD-2345`, of 1.36 thousand million; `pick` gives a whole number from 0 up to below its argument. */
export function makeCode(pick: (below: number) => number): string {
  const some = (from: string): string =>
    Array.from({ length: 4 }, () => from.charAt(pick(from.length))).join('');
  return `${some(letters)}-${some(digits)}`;
}

/** A code as it is kept, from how somebody typed it; `null` when it can be none. */
export function readCode(typed: string): string | null {
  const [, front, back] = form.exec(typed.trim().toUpperCase()) ?? [];
  return front === undefined || back === undefined ? null : `${front}-${back}`;
}
