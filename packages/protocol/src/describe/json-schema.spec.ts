import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Flag, whole } from '../contract/schemas.js';
import { rawJsonIn, rawJsonOut } from '../contract/raw-json.js';
import { toJsonSchema, type Direction } from './json-schema.js';

const written = (schema: z.ZodType, direction: Direction) => toJsonSchema(schema, direction).schema;
const member = (schema: z.ZodType, direction: Direction) =>
  written(z.object({ it: schema }), direction).properties?.['it'];

describe('toJsonSchema', () => {
  it('shows a strict input as closed, and an output as open', () => {
    const strict = z.strictObject({ a: z.string() });
    expect(written(strict, 'input').additionalProperties).toBe(false);
    expect(written(strict, 'output')).not.toHaveProperty('additionalProperties');
    expect(written(z.object({ a: z.string() }), 'output')).not.toHaveProperty('additionalProperties');
  });

  it('replaces what zod would write by an override, and keeps the description', () => {
    const bytes = z
      .union([z.instanceof(Uint8Array), z.string().transform((text) => new TextEncoder().encode(text))])
      .meta({ override: { type: 'string', contentEncoding: 'base64' }, description: 'the bytes' });
    const expected = { type: 'string', contentEncoding: 'base64', description: 'the bytes' };
    for (const direction of ['input', 'output'] as const) {
      expect(member(bytes, direction)).toEqual(expected);
      expect(member(bytes.optional(), direction)).toEqual(expected);
      expect(member(bytes.meta({ description: 'a picture' }), direction)).toEqual({
        ...expected,
        description: 'a picture',
      });
    }
  });

  it('shows raw JSON as anything', () => {
    const expected = { description: 'any JSON value; kept and returned exactly as it was written' };
    expect(member(rawJsonIn, 'input')).toEqual(expected);
    expect(member(rawJsonOut, 'output')).toEqual(expected);
  });

  it('tells the default of a field that is read in two ways', () => {
    expect(member(Flag.default(false), 'input')).toEqual({ type: 'boolean', default: false });
    expect(member(whole(1, 9).default(5), 'input')).toMatchObject({ type: 'integer', default: 5 });
  });

  it('keeps a default to itself that no caller could send', () => {
    const list = z
      .string()
      .transform((text) => text.split(','))
      .default([]);
    expect(member(list, 'input')).toEqual({ type: 'string' });
  });

  it('says of an integer that it needs 64 bits, instead of the bounds of JavaScript', () => {
    expect(member(z.number().int(), 'output')).toEqual({ type: 'integer', format: 'int64' });
    expect(member(whole(0, Number.MAX_SAFE_INTEGER), 'input')).toEqual({
      type: 'integer',
      minimum: 0,
      format: 'int64',
    });
    expect(member(whole(1, 100), 'input')).toEqual({ type: 'integer', minimum: 1, maximum: 100 });
  });

  it('says the format of a moment without the pattern behind it', () => {
    expect(member(z.iso.datetime({ offset: true }), 'input')).toEqual({
      type: 'string',
      format: 'date-time',
    });
    expect(member(z.string().regex(/^a$/), 'input')).toEqual({ type: 'string', pattern: '^a$' });
  });

  it('sets schemas with an id apart', () => {
    const Slot = z.object({ name: z.string() }).meta({ id: 'Slot' });
    const { schema, shared, owners } = toJsonSchema(z.object({ slots: z.array(Slot) }), 'output');
    expect(schema.properties?.['slots']).toEqual({ type: 'array', items: { $ref: '#/$defs/Slot' } });
    expect(Object.keys(shared)).toEqual(['Slot']);
    expect(owners.get('Slot')).toBe(Slot);
  });

  it('asks for a name where a schema contains itself', () => {
    const Tree = z.object({
      name: z.string(),
      get kids() {
        return z.array(Tree);
      },
    });
    for (const schema of [Tree, z.object({ tree: Tree })])
      expect(() => toJsonSchema(schema, 'output')).toThrow('Give it one with .meta({ id: "…" }).');
    const Named = z
      .object({
        get kids() {
          return z.array(Named);
        },
      })
      .meta({ id: 'JsonTree' });
    expect(toJsonSchema(Named, 'output').shared).toHaveProperty('JsonTree');
  });
});
