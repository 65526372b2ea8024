import { Column, PrimaryColumn, type ColumnOptions, type ValueTransformer } from 'typeorm';

/** What every word may say besides its name. */
export interface WordOptions {
  /** Whether the column may hold `null`. */
  readonly optional?: boolean;
}

const same = (value: unknown): unknown => value;
const unlessNull = (turn: (value: never) => unknown) => (value: unknown) =>
  value === null || value === undefined ? value : turn(value as never);

/** A word's type on Postgres (an adapter maps it where its engine has another) and how its values cross the border. */
interface Word {
  readonly type: 'uuid' | 'varchar' | 'text' | 'bigint' | 'boolean' | 'bytea' | 'double precision';
  readonly from: (value: unknown) => unknown;
  readonly to: (value: unknown) => unknown;
}

export const words = {
  id: { type: 'uuid', from: same, to: same },
  ref: { type: 'varchar', from: same, to: same },
  text: { type: 'varchar', from: same, to: same },
  longText: { type: 'text', from: same, to: same },
  // Postgres gives bigint as text.
  int: { type: 'bigint', from: unlessNull(Number), to: same },
  real: { type: 'double precision', from: unlessNull(Number), to: same },
  // SQLite gives booleans as 0 and 1.
  bool: { type: 'boolean', from: unlessNull((value) => value === true || value === 1), to: same },
  json: {
    type: 'text',
    from: unlessNull((value: string) => JSON.parse(value) as unknown),
    to: (value: unknown) => (value === null || value === undefined ? value : JSON.stringify(value)),
  },
  time: {
    type: 'bigint',
    from: unlessNull((value: number | string) => new Date(Number(value))),
    to: unlessNull((value: Date) => value.getTime()),
  },
  // libsql gives blobs as ArrayBuffer.
  bytes: {
    type: 'bytea',
    from: unlessNull((value: ArrayBuffer | Buffer) => (Buffer.isBuffer(value) ? value : Buffer.from(value))),
    to: unlessNull((value: Uint8Array) => (Buffer.isBuffer(value) ? value : Buffer.from(value))),
  },
} as const satisfies Record<string, Word>;

export const refLength = 64;

function column(word: Word, options: WordOptions = {}, more: ColumnOptions = {}): PropertyDecorator {
  const transformer: ValueTransformer | undefined =
    word.from === same ? undefined : { from: word.from, to: word.to };
  return Column({
    type: word.type,
    nullable: options.optional ?? false,
    ...(transformer && { transformer }),
    ...more,
  });
}

/** The row's own id: a UUIDv7 made by `Ids`, never by the database. */
export const Id = (): PropertyDecorator => PrimaryColumn({ type: words.id.type });

/** The id of something that may live behind another plugin's border: no foreign key, any text up to 64. */
export const Ref = (options?: WordOptions): PropertyDecorator =>
  column(words.ref, options, { length: refLength });

/** The id of a row of this plugin; the migration's `belongsTo` adds the foreign key. */
export const Owner = (options?: WordOptions): PropertyDecorator => column(words.id, options);

/** Text, with a greatest length in characters or without one. */
export const Text = (max?: number, options?: WordOptions): PropertyDecorator =>
  max === undefined ? column(words.longText, options) : column(words.text, options, { length: max });

/** A whole number that JavaScript carries exactly. */
export const Int = (options?: WordOptions & { default?: number }): PropertyDecorator =>
  column(words.int, options, options?.default === undefined ? {} : { default: options.default });

/** A floating-point number. */
export const Real = (options?: WordOptions): PropertyDecorator => column(words.real, options);

export const Bool = (options?: WordOptions & { default?: boolean }): PropertyDecorator =>
  column(words.bool, options, options?.default === undefined ? {} : { default: options.default });

/** An opaque JSON document, kept as the text it was written in. */
export const Json = (options?: WordOptions): PropertyDecorator => column(words.json, options);

/** A moment, as milliseconds since 1970 UTC on both engines. */
export const Time = (options?: WordOptions): PropertyDecorator => column(words.time, options);

/** A few bytes; many belong into the BlobStore. */
export const Bytes = (options?: WordOptions): PropertyDecorator => column(words.bytes, options);
