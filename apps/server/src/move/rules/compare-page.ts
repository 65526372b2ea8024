import type { Row } from './frames.js';
import { rowHash } from './row-hash.js';

/** What must be done so that a stretch of the target is like that of the source. */
export interface Difference {
  /** Rows to add, those that differ among them. */
  readonly add: readonly Row[];
  /** Keys of the target's rows to remove first. */
  readonly remove: readonly (readonly string[])[];
}

/** A row of the target: its key, and the hash of all of it. */
export interface HashedRow {
  readonly key: readonly string[];
  readonly hash: Buffer;
}

/** Compares a stretch of both sides. The source's rows come with the hashes that were taken of them. */
export function compared(
  source: readonly { row: Row; key: readonly string[]; hash: Buffer }[],
  target: readonly HashedRow[],
): Difference {
  const there = new Map(target.map((one) => [textOf(one.key), one]));
  const add: Row[] = [];
  const remove: (readonly string[])[] = [];
  for (const { row, key, hash } of source) {
    const found = there.get(textOf(key));
    there.delete(textOf(key));
    if (found?.hash.equals(hash)) continue;
    add.push(row);
    if (found) remove.push(found.key);
  }
  return { add, remove: [...remove, ...[...there.values()].map(({ key }) => key)] };
}

/** A row with what it is compared by. `keyAt` says where the columns of its key stand. */
export const hashed = (row: Row, keyAt: readonly number[]) => ({
  row,
  key: keyAt.map((at) => row[at]?.toString() ?? ''),
  hash: rowHash(row),
});

const textOf = (key: readonly string[]): string => JSON.stringify(key);
