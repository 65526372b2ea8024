import { describe, expect, it } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { z } from 'zod';
import { fieldsOf, methodFacts, toJsonSchema, type Direction, type JsonSchema } from '../src/index.js';
import { contracts } from './first-party.js';

const methods = methodFacts(contracts);
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

function checkerOf(schema: z.ZodType, direction: Direction): ValidateFunction {
  const { schema: root, shared } = toJsonSchema(schema, direction);
  return ajv.compile({ ...root, $defs: shared });
}

describe.each(methods)('$id', ({ spec, routes }) => {
  it('says in one sentence what it does', () => {
    expect(spec.summary).toMatch(/^[A-Z].*\.$/);
  });

  it('has an example that parses', () => {
    expect(spec.input.safeParse(spec.example?.input).error).toBeUndefined();
  });

  it.each(['input', 'output'] as const)('has an example that fits the description of its %s', (side) => {
    const fits = checkerOf(spec[side], side);
    expect(spec.example && fits(spec.example[side]) ? null : fits.errors).toBeNull();
  });

  it('has wire names in snake_case', () => {
    const fields = [...fieldsOf(spec.input, 'input'), ...fieldsOf(spec.output, 'output')];
    for (const { path } of fields) expect(path).toMatch(/^[a-z0-9_.[\]*]*$/);
  });

  it('refuses unknown fields at every depth of its input', () => {
    const { schema, shared } = toJsonSchema(spec.input, 'input');
    const open = [schema, ...Object.values(shared)].flatMap(objectsIn).filter(isOpen);
    expect(open).toEqual([]);
  });

  it('declares errors with a code and a sentence with a way out', () => {
    for (const [code, error] of Object.entries(spec.errors ?? {})) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(error.message).toMatch(/^[A-Z`].*\.$/);
    }
  });

  it('has an example that fills the parameters of its routes', () => {
    const given = Object.keys(spec.example?.input ?? {});
    const first = routes.slice(0, 1).flatMap(({ inPath }) => inPath);
    expect(first.filter((field) => !given.includes(field))).toEqual([]);
  });
});

describe('all routes', () => {
  it('are each taken once', () => {
    const shapes = methods.flatMap(({ routes }) => routes.map(({ route }) => route.replace(/:\w+/g, ':')));
    expect(new Set(shapes).size).toBe(shapes.length);
  });
});

function objectsIn(schema: JsonSchema): JsonSchema[] {
  const children = [
    ...Object.values(schema.properties ?? {}),
    ...[schema.items ?? []].flat(),
    ...(schema.anyOf ?? []),
    ...(schema.allOf ?? []),
  ] as JsonSchema[];
  return [schema, ...children.flatMap(objectsIn)];
}

const isOpen = ({ properties, additionalProperties }: JsonSchema): boolean =>
  properties !== undefined && additionalProperties !== false;
