import { z } from 'zod';

/**
 * JSON kept as the text it was written in. A save travels through the server as this, so that `1.0`, 64-bit
 * integers and the order of keys come back as the player's engine wrote them.
 */
export class RawJson {
  constructor(readonly text: string) {}

  static of(value: unknown): RawJson {
    return value instanceof RawJson ? value : new RawJson(JSON.stringify(value));
  }

  /** The value, as far as JavaScript numbers carry it. */
  parse(): JsonValue {
    return JSON.parse(this.text) as JsonValue;
  }

  /** Not for JSON.stringify: text has to be spliced in by {@link stringify}. */
  toJSON(): never {
    throw new TypeError('A RawJson is written by stringify(), which keeps its text.');
  }
}

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

const about = { rawJson: true, description: 'any JSON value; kept and returned exactly as it was written' };

/** An input field whose JSON the service receives as written. */
export const rawJsonIn = z
  .custom<JsonValue>((value) => value !== undefined, 'is required')
  .transform((value) => RawJson.of(value))
  .meta(about);

/** An output field the service answers as text; clients see the value. */
export const rawJsonOut = z
  .custom<RawJson>((value) => value instanceof RawJson, 'must be a RawJson')
  .meta(about) as unknown as z.ZodType<JsonValue, RawJson>;
