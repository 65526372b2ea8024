import type { ByteRange } from '../ports/blob-store.js';
import { AethexError } from '@aethex/protocol';

/** Fails with `blobs.range_invalid` unless the range has whole numbers that do not run backwards. */
export function checkRange(range: ByteRange | undefined): void {
  if (!range) return;
  const { start, end = start } = range;
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start) return;
  throw new AethexError(
    'invalid',
    'blobs.range_invalid',
    'A range has whole numbers, `start` from 0 and `end` not before it.',
  );
}

/** The bytes of `size` that a range names: from `start` up to, but without, `stop`. */
export function cutRange(range: ByteRange | undefined, size: number): { start: number; stop: number } {
  if (!range) return { start: 0, stop: size };
  const start = Math.min(range.start, size);
  const stop = range.end === undefined ? size : Math.min(range.end + 1, size);
  return { start, stop };
}
