import type { Kind } from './table-shape.js';

/**
 * One value in a form that both engines share: text as UTF-8, whole numbers in decimal digits, floating-point numbers
 * as eight bytes (IEEE 754, big-endian), yes and no as `t` and `f`, bytes as they are.
 */
export type Cell = Buffer | null;
export type Row = readonly Cell[];

const nothing = -1;
/** Stands for a length that is not there. */
const cut = -2;
const lengthBytes = 4;

/** A row as bytes: each value behind its length (four bytes, big-endian; -1 for null). */
export function frameRow(row: Row): Buffer {
  const frame = Buffer.allocUnsafe(row.reduce((sum, cell) => sum + lengthBytes + (cell?.length ?? 0), 0));
  let at = 0;
  for (const cell of row) {
    at = frame.writeInt32BE(cell?.length ?? nothing, at);
    if (cell) at += cell.copy(frame, at);
  }
  return frame;
}

/** Reads rows one after the other. Fails with a `RangeError` when they do not come out even. */
export function* readFrames(bytes: Buffer, columns: number): Generator<Row> {
  for (let at = 0; at < bytes.length;) {
    const row: Cell[] = [];
    while (row.length < columns) {
      const length = at + lengthBytes > bytes.length ? cut : bytes.readInt32BE(at);
      at += lengthBytes;
      if (length < nothing || at + Math.max(length, 0) > bytes.length)
        throw new RangeError('A row is cut short.');
      row.push(length === nothing ? null : bytes.subarray(at, at + length));
      at += Math.max(length, 0);
    }
    yield row;
  }
}

/** A value as a driver gives it, in the shared form. */
export function cellOf(kind: Kind, value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (kind === 'bytes') return bytesOf(value);
  if (kind === 'real') return realOf(Number(value));
  if (kind === 'bool') return Buffer.from(value === true || Number(value) === 1 ? 't' : 'f');
  return Buffer.from(typeof value === 'string' ? value : String(value as number | bigint));
}

// libsql gives bytes as Buffer or ArrayBuffer, and text that stands in a column for bytes as a string.
function bytesOf(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return value instanceof ArrayBuffer ? Buffer.from(value) : Buffer.from(value as string);
}

function realOf(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeDoubleBE(value);
  return bytes;
}
