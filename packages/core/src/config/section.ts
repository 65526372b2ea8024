import { z } from 'zod';

export interface SectionFacts {
  /** One word: the key in the file and, in capitals, the middle of `AETHEX_<SECTION>_<KEY>`. */
  readonly id: string;
  readonly schema: z.ZodObject;
}

/** A class that is schema, type and token at once. */
export type ConfigSection<S extends z.ZodRawShape = z.ZodRawShape> = (new (
  values: z.output<z.ZodObject<S>>,
) => Readonly<z.output<z.ZodObject<S>>>) & { readonly section: SectionFacts };

/** Any section, where only its facts matter. */
export type AnySection = (new (values: never) => object) & { readonly section: SectionFacts };

/** What may be given for a section in code or in a file. */
export type SectionInput<C> = C extends { section: SectionFacts; new (values: infer V): object }
  ? Partial<Loose<V>>
  : never;

/** Sizes and times may be written as text, `'1mb'` or `'15m'`. */
type Loose<V> = { [K in keyof V]: V[K] extends number ? number | string : V[K] };

/**
 * Declares a section of the configuration:
 * `class SavesConfig extends configSection('saves', { history: z.number().default(10) }) {}`.
 * The class is the Nest token, its instances are the parsed values, and every key needs a default or is required.
 */
export function configSection<const S extends z.ZodRawShape>(id: string, shape: S): ConfigSection<S> {
  if (!/^[a-z][a-z0-9]*$/.test(id))
    throw new TypeError(`Config section "${id}" must be one lower-case word.`);
  const section: SectionFacts = { id, schema: z.strictObject(shape) };
  class Section {
    static readonly section = section;
    constructor(values: object) {
      Object.freeze(Object.assign(this, values));
    }
  }
  return Section as unknown as ConfigSection<S>;
}

const sizes: Record<string, number> = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 };
const spans: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

function measured(units: Record<string, number>, form: string, pattern: RegExp) {
  return z
    .union([z.number(), z.string()])
    .transform((value, context) => {
      if (typeof value === 'number') return value;
      const match = pattern.exec(value.trim().toLowerCase());
      const unit = match?.[2] ? units[match[2]] : 1;
      if (match && unit !== undefined) return Math.round(Number(match[1]) * unit);
      context.addIssue({ code: 'custom', message: `must be ${form}` });
      return z.NEVER;
    })
    .pipe(z.number().int().nonnegative());
}

/** A number of bytes, also written as `'64kb'`, `'1mb'`, `'1gb'` (1024 each). */
export const bytes = (fallback: string | number) =>
  measured(sizes, 'a size like 65536 or "64kb"', /^(\d+(?:\.\d+)?)\s*([kmgt]?b)?$/)
    .default(parsedSize(fallback))
    .meta({ form: 'size' });

/** A number of seconds, also written as `'30s'`, `'15m'`, `'1h'`, `'30d'`. */
export const seconds = (fallback: string | number) =>
  measured(spans, 'a time like 900 or "15m"', /^(\d+(?:\.\d+)?)\s*([smhd])?$/)
    .default(parsedTime(fallback))
    .meta({ form: 'time' });

const parsedSize = (value: string | number): number =>
  measured(sizes, '', /^(\d+(?:\.\d+)?)\s*([kmgt]?b)?$/).parse(value);
const parsedTime = (value: string | number): number =>
  measured(spans, '', /^(\d+(?:\.\d+)?)\s*([smhd])?$/).parse(value);

/** A text that is never printed. */
export const secret = () => z.string().meta({ secret: true });

/** A list of texts, in the environment separated by commas. */
export const list = () => z.array(z.string()).default([]);

/** Whether a key holds something that must not be printed. */
export function isSecret(schema: z.ZodType): boolean {
  if (schema.meta()?.['secret']) return true;
  const wrapper =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return wrapper && isSecret(schema.unwrap() as z.ZodType);
}
