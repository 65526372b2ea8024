import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fieldsOf, type Field } from './fields.js';

const lines = (fields: readonly Field[]) =>
  fields.map(({ path, optional, types }) => `${path}${optional ? '?' : ''}: ${types.join(' | ')}`);
const output = (schema: z.ZodType) => lines(fieldsOf(schema, 'output'));

describe('fieldsOf', () => {
  it('names fields of objects, of lists and of records by their path', () => {
    const schema = z.object({
      name: z.string(),
      slots: z.array(z.object({ revision: z.number().int() })),
      scores: z.record(z.string(), z.number()),
      grid: z.array(z.array(z.boolean())),
    });
    expect(output(schema)).toEqual([
      'name: string',
      'slots: array',
      'slots[]: object',
      'slots[].revision: integer',
      'scores: object',
      'scores.*?: number',
      'grid: array',
      'grid[]: array',
      'grid[][]: boolean',
    ]);
  });

  it('says what may be left out: optional and defaulted fields of an input', () => {
    const schema = z.object({ a: z.string(), b: z.string().optional(), c: z.number().default(3) });
    expect(lines(fieldsOf(schema, 'input'))).toEqual(['a: string', 'b?: string', 'c?: number']);
    expect(lines(fieldsOf(schema, 'output'))).toEqual(['a: string', 'b?: string', 'c: number']);
    expect(fieldsOf(schema, 'input')[2]?.default).toBe(3);
  });

  it('names literals, formats and null', () => {
    const schema = z.object({
      kind: z.enum(['b', 'a']),
      one: z.literal(1),
      quote: z.literal("it's | that"),
      at: z.iso.datetime(),
      maybe: z.string().nullable(),
      any: z.unknown(),
    });
    expect(output(schema)).toEqual([
      "kind: 'a' | 'b'",
      'one: 1',
      "quote: 'it\\'s | that'",
      'at: string(date-time)',
      'maybe: null | string',
      'any: any',
    ]);
  });

  it('puts the fields of alternatives together; what only some have is optional', () => {
    const schema = z.union([
      z.object({ type: z.literal('a'), x: z.string(), both: z.string() }),
      z.object({ type: z.literal('b'), y: z.string(), both: z.number() }),
    ]);
    expect(output(schema)).toEqual(["type: 'a' | 'b'", 'x?: string', 'both: number | string', 'y?: string']);
  });

  it('puts the fields of an intersection together', () => {
    const schema = z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() }));
    expect(output(schema)).toEqual(['a: string', 'b: number']);
  });

  it('speaks of the whole only when it is no object', () => {
    expect(output(z.null())).toEqual([': null']);
    expect(output(z.object({}))).toEqual([]);
    expect(output(z.object({ a: z.string() }).nullable())).toEqual([': null | object', 'a: string']);
  });

  it('walks a schema that contains itself once', () => {
    const Tree = z
      .object({
        name: z.string(),
        get kids() {
          return z.array(Tree).optional();
        },
      })
      .meta({ id: 'FieldsTree' });
    expect(output(z.object({ tree: Tree }))).toEqual([
      'tree: object',
      'tree.name: string',
      'tree.kids?: array',
    ]);
  });

  it('tells descriptions and the names of shapes', () => {
    const Slot = z.object({ name: z.string().describe('its name') }).meta({ id: 'FieldsSlot' });
    const [slot, name] = fieldsOf(z.object({ slot: Slot.nullable().describe('the slot') }), 'output');
    expect(slot).toMatchObject({ description: 'the slot', shape: 'FieldsSlot' });
    expect(name).toMatchObject({ path: 'slot.name', description: 'its name' });
    expect(name).not.toHaveProperty('shape');
  });
});
