import { z } from 'zod';
import type { JsonValue } from './raw-json.js';

/** `me`, or the id of a player. Ids are opaque: ours are UUIDv7, a studio's own accounts may have others. */
export const UserRef = z
  .string()
  .regex(/^[A-Za-z0-9._:@-]{1,64}$/, 'must be "me" or a player id')
  .meta({ description: '`me`, or the id of a player', examples: ['me'] });

/** An id made by the server. */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9._:@-]{1,64}$/, 'must be an id')
  .meta({ description: 'an id made by the server' });

/** A moment in an answer: ISO 8601, UTC. */
export const Timestamp = z.string().meta({ format: 'date-time', description: 'ISO 8601, UTC' });

/** Lower-case hexadecimal SHA-256. */
export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
  .meta({ description: 'SHA-256, lower-case hexadecimal' });

/**
 * Text that both engines store alike: no NUL and no lone surrogate, which Postgres refuses.
 * Lengths count code points.
 */
export function text(min: number, max: number): z.ZodString {
  return z
    .string()
    .refine(
      (value) => !value.includes('\u0000') && value.isWellFormed(),
      'has characters that cannot be stored',
    )
    .refine((value) => inRange(codePoints(value, max), min, max), `must have ${min} to ${max} characters`)
    .meta({ minLength: min, maxLength: max });
}

/** Any JSON value whose compact form has at most `maxBytes` bytes and no character that Postgres refuses. */
export function json(maxBytes: number): z.ZodType<JsonValue, JsonValue> {
  return z
    .custom<JsonValue>((value) => value !== undefined, 'is required')
    .refine(
      (value) => encoder.encode(JSON.stringify(value)).byteLength <= maxBytes,
      `must not exceed ${maxBytes} bytes`,
    )
    .refine((value) => !unstorable.test(JSON.stringify(value)), 'has characters that cannot be stored')
    .meta({ description: `any JSON, at most ${maxBytes} bytes` });
}

/** A whole number in JSON, also as a query string or an entity tag spells it. Nothing else is taken for one. */
export function whole(min: number, max: number): z.ZodType<number, number | string> {
  const spelled = z
    .string()
    .regex(/^-?\d{1,16}$/)
    .transform(Number);
  return z
    .union([z.number(), spelled], { error: 'must be a whole number' })
    .pipe(z.number().int().min(min).max(max))
    .meta({ override: { type: 'integer', minimum: min, maximum: max } });
}

/** `true` or `false`, also as a query string spells it. */
export const Flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
  .meta({ override: { type: 'boolean' } });

/** Nothing to say: `null` in JSON, 204 on REST. */
export const Nothing = z.null();

const encoder = new TextEncoder();
/** NUL and lone surrogates as JSON.stringify writes them, but not a written backslash before a `u`. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;
const inRange = (value: number, min: number, max: number): boolean => value >= min && value <= max;

/** Counts code points, without walking a text that is too long anyway. */
function codePoints(value: string, max: number): number {
  return value.length > max * 2 ? value.length : [...value].length;
}
