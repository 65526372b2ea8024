import type { z } from 'zod';
import { resolved, toJsonSchema, type Direction, type JsonSchema } from './json-schema.js';

/** One field of an input, an output or a frame. */
export interface Field {
  /** `slot_name`, `saves[].data`, `scores.*`; empty for the whole when it is no object. */
  readonly path: string;
  /** `string`, `string(date-time)`, `integer`, `number`, `boolean`, `null`, `object`, `array`, `any` or a literal such as `'json'`. */
  readonly types: readonly string[];
  /** Whether a caller may leave it out, or a receiver may miss it. */
  readonly optional: boolean;
  readonly description?: string;
  readonly default?: unknown;
  /** The id of the named schema it holds, such as `SaveSummary`. */
  readonly shape?: string;
}

type Shared = Readonly<Record<string, JsonSchema>>;

/** Every field of one side of a schema, owners before their members. An object as a whole goes without saying. */
export function fieldsOf(schema: z.ZodType, direction: Direction): Field[] {
  const converted = toJsonSchema(schema, direction);
  const found = new Map<string, Field>();
  walk(converted.schema, { path: '', optional: false, above: [] }, converted.shared, found);
  const fields = [...found.values()];
  return fields[0]?.types.join() === 'object' ? fields.slice(1) : fields;
}

interface Place {
  readonly path: string;
  readonly optional: boolean;
  /** Names of the schemas this one lies in, so that one which contains itself is walked once. */
  readonly above: readonly string[];
}

function walk(schema: JsonSchema, place: Place, shared: Shared, found: Map<string, Field>): void {
  const name = schema.$ref;
  if (name !== undefined && place.above.includes(name)) return;
  const inside = name === undefined ? place : { ...place, above: [...place.above, name] };
  const branches = branchesOf(schema, shared);
  note(found, place, { ...resolved(schema, shared), ...schema }, branches.flatMap(typesOf));
  const objects = branches.filter(({ properties }) => properties);
  for (const branch of branches) {
    for (const [key, member] of Object.entries(branch.properties ?? {})) {
      const isEverywhere = objects.every(({ properties }) => properties?.[key] !== undefined);
      const optional = !isEverywhere || !(branch.required ?? []).includes(key);
      walk(member as JsonSchema, { ...inside, path: join(place.path, key), optional }, shared, found);
    }
    const { items, additionalProperties } = branch;
    if (isSchema(items)) walk(items, { ...inside, path: `${place.path}[]`, optional: false }, shared, found);
    if (isSchema(additionalProperties))
      walk(additionalProperties, { ...inside, path: join(place.path, '*'), optional: true }, shared, found);
  }
}

/** The alternatives a schema consists of, each without references. */
function branchesOf(schema: JsonSchema, shared: Shared): JsonSchema[] {
  const whole = resolved(schema, shared);
  const parts = whole.anyOf ?? whole.oneOf;
  if (parts) return parts.flatMap((part) => branchesOf(part, shared));
  if (!whole.allOf) return [whole];
  const { allOf, ...beside } = whole;
  return [allOf.map((part) => resolved(part, shared)).reduce(merged, beside)];
}

const merged = (one: JsonSchema, other: JsonSchema): JsonSchema => ({
  ...one,
  ...other,
  properties: { ...one.properties, ...other.properties },
  required: [...(one.required ?? []), ...(other.required ?? [])],
});

function typesOf(schema: JsonSchema): string[] {
  if (schema.const !== undefined) return [literal(schema.const)];
  if (schema.enum) return schema.enum.map(literal);
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return [schema.properties ? 'object' : 'any'];
  const { format } = schema;
  const isPlain = format === undefined || format === 'int64';
  return types.map((type) => (type === 'string' && !isPlain ? `string(${format})` : type));
}

const literal = (value: unknown): string =>
  typeof value === 'string' ? `'${value.replace(/['\\]/g, '\\$&')}'` : String(value);

function note(found: Map<string, Field>, place: Place, schema: JsonSchema, types: readonly string[]): void {
  const { path, optional } = place;
  const known = found.get(path);
  const { description = known?.description, default: byDefault } = schema;
  const shape = shapeOf(schema);
  found.set(path, {
    path,
    types: [...new Set([...(known?.types ?? []), ...types])].toSorted(),
    optional: optional || (known?.optional ?? false),
    ...(description !== undefined && { description }),
    ...(byDefault !== undefined && { default: byDefault }),
    ...(shape !== undefined && { shape }),
  });
}

/** The one named schema among a schema and its alternatives. */
function shapeOf(schema: JsonSchema): string | undefined {
  const parts = [schema, ...(schema.anyOf ?? schema.oneOf ?? [])];
  const refs = parts.flatMap(({ $ref }) => $ref ?? []);
  return refs.length === 1 ? refs[0]?.split('/').at(-1) : undefined;
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
