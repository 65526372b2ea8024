import type { Cell, Row } from './frames.js';

/** Bytes of a length. */
const word = 4;

/** What Postgres wants at the beginning and the end of `COPY … WITH (FORMAT binary)`. */
export const copyHeader = Buffer.concat([
  Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'),
  Buffer.alloc(2 * word),
]);
export const copyTrailer = Buffer.from([0xff, 0xff]);

type Encode = (cell: Buffer) => Buffer;

const same: Encode = (cell) => cell;
const whole =
  (bytes: 2 | 4 | 8): Encode =>
  (cell) => {
    const value = Buffer.allocUnsafe(bytes);
    if (bytes === 8) value.writeBigInt64BE(BigInt(cell.toString()));
    else value.writeIntBE(Number(cell.toString()), 0, bytes);
    return value;
  };

const encoders: Readonly<Record<string, Encode>> = {
  uuid: (cell) => Buffer.from(cell.toString().replaceAll('-', ''), 'hex'),
  text: same,
  'character varying': same,
  character: same,
  json: same,
  bytea: same,
  jsonb: (cell) => Buffer.concat([Buffer.from([1]), cell]),
  boolean: (cell) => Buffer.from([cell.toString() === 't' ? 1 : 0]),
  bigint: whole(8),
  integer: whole(4),
  smallint: whole(2),
  'double precision': same,
};

/** Whether a column of this type can be filled. */
export const canCopy = (type: string): boolean => Object.hasOwn(encoders, type);

/** Rows as Postgres reads them, in columns of these types. */
export function copyRows(types: readonly string[], rows: readonly Row[]): Buffer {
  const parts: Buffer[] = [];
  for (const row of rows) {
    const count = Buffer.allocUnsafe(2);
    count.writeInt16BE(types.length);
    parts.push(count);
    row.forEach((cell, index) => addField(parts, types[index] as string, cell));
  }
  return Buffer.concat(parts);
}

function addField(parts: Buffer[], type: string, cell: Cell): void {
  const length = Buffer.allocUnsafe(word);
  const bytes = cell && (encoders[type] ?? same)(cell);
  length.writeInt32BE(bytes?.length ?? -1);
  parts.push(length);
  if (bytes) parts.push(bytes);
}
