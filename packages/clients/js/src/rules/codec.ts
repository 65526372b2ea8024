/** How values of one sort become JSON, and how they come back. */
export interface TypeCodec<T = never> {
  is(value: unknown): boolean;
  /** What stands for the value in JSON. */
  to(value: T): unknown;
  from(json: never): unknown;
}

/** Codecs by the name that is written beside each value: `{"$t": "Vector3", "v": [10, 0, 20]}`. */
export type Types = Readonly<Record<string, TypeCodec>>;

/** Writes a value as JSON, values of the given types as tagged ones. Fails with a `TypeError` on what is no JSON. */
export function encode(value: unknown, types: Types): string {
  const codecs = Object.entries(types);
  const text =
    codecs.length === 0
      ? JSON.stringify(value)
      : JSON.stringify(value, function (this: Record<string, unknown>, key: string, written: unknown) {
          // `written` has been through toJSON() already; the codecs want the value itself.
          const original = this[key];
          const known = codecs.find(([, codec]) => codec.is(original));
          return known ? { $t: known[0], v: known[1].to(original as never) } : written;
        });
  if (text === undefined) throw new TypeError('undefined is no JSON.');
  return text;
}

/** Reads what {@link encode} wrote. Tags that are not known stay as they are. */
export function decode(text: string, types: Types): unknown {
  if (Object.keys(types).length === 0) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown) => {
    const tag = tagOf(value);
    return tag !== undefined && Object.hasOwn(types, tag)
      ? types[tag]?.from((value as { v: never }).v)
      : value;
  });
}

/** The same for JSON that was parsed already. */
export const revive = (value: unknown, types: Types): unknown =>
  Object.keys(types).length === 0 ? value : decode(JSON.stringify(value), types);

function tagOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('$t' in value) || !('v' in value)) return undefined;
  return typeof value.$t === 'string' && Object.keys(value).length === 2 ? value.$t : undefined;
}
