/**
 * What stands behind the bytes of a blob in its file: its type in ASCII, the length of the type in one byte, and four
 * letters that tell a whole file from a cut one. So bytes and type change in one step.
 */
export interface Trailer {
  readonly type: string | null;
  /** Bytes the trailer takes. */
  readonly length: number;
}

const mark = Buffer.from('AXB1');
const fixed = mark.length + 1;

/** Bytes from the end of a file in which every trailer has room. */
export const longestTrailer = 255 + fixed;

export function writeTrailer(type: string | undefined): Buffer {
  const text = Buffer.from(type ?? '', 'ascii');
  return Buffer.concat([text, Buffer.of(text.length), mark]);
}

/** Reads the trailer from the last bytes of a file, or `null` when there is none. */
export function readTrailer(tail: Buffer): Trailer | null {
  const end = tail.length - fixed;
  if (end < 0 || !tail.subarray(end + 1).equals(mark)) return null;
  const length = tail.readUInt8(end);
  if (length > end) return null;
  const type = length === 0 ? null : tail.toString('ascii', end - length, end);
  return { type, length: length + fixed };
}
