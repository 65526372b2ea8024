import { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Which side of the wire: `input` is what a caller may send, `output` what it receives. */
export type Direction = 'input' | 'output';

/** OpenAPI 3.1 speaks draft 2020-12, OpenRPC 1.3 speaks draft 7. */
export type Draft = 'draft-2020-12' | 'draft-07';

export interface Converted {
  readonly schema: JsonSchema;
  /** What the schema refers to under `#/$defs/…` or `#/definitions/…`, by the ids given in `.meta({ id })`. */
  readonly shared: Readonly<Record<string, JsonSchema>>;
  /** The zod schemas that bear those ids. */
  readonly owners: ReadonlyMap<string, z.core.$ZodType>;
}

/**
 * Writes a zod schema as JSON Schema. `.meta({ override: {…} })` replaces what zod would write, `.meta({ rawJson: true })`
 * is any JSON. Inputs are closed where they are strict; outputs are open, because a later version may add fields.
 */
export function toJsonSchema(
  schema: z.ZodType,
  direction: Direction,
  draft: Draft = 'draft-2020-12',
): Converted {
  const owners = new Map<string, z.core.$ZodType>();
  const json = z.toJSONSchema(schema, {
    io: direction,
    target: draft,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (jsonSchema.id !== undefined) owners.set(jsonSchema.id, zodSchema);
      polish(zodSchema as unknown as z.ZodType, jsonSchema, direction);
    },
  });
  const { $schema: _draft, $defs, definitions, ...rest } = json as JsonSchema;
  const shared = ($defs ?? definitions ?? {}) as Record<string, JsonSchema>;
  refuseNamelessCircles(JSON.stringify(rest), shared);
  return { schema: rest, shared, owners };
}

function polish(schema: z.ZodType, json: JsonSchema, direction: Direction): void {
  const { override, description, id } = json;
  if (override !== undefined) replace(json, { description, id, ...(override as JsonSchema) });
  delete json['rawJson'];
  if (direction === 'output' && json.additionalProperties === false) delete json.additionalProperties;
  if (direction === 'input') keepDefault(schema, json);
  // The pattern of a date or an address repeats its format in an unreadable way.
  if (json.format !== undefined) delete json.pattern;
  if (json.type === 'integer') sayInt64(json);
}

function replace(json: JsonSchema, by: JsonSchema): void {
  for (const key of Object.keys(json)) delete json[key];
  for (const [key, value] of Object.entries(by)) if (value !== undefined) json[key] = value;
}

/** zod leaves out the default of a field that is transformed, though callers may rely on it as on any other. */
function keepDefault(schema: z.ZodType, json: JsonSchema): void {
  if (!(schema instanceof z.ZodDefault) || json.default !== undefined) return;
  const { defaultValue, innerType } = schema.def;
  if ((innerType as z.ZodType).safeParse(defaultValue).success) json.default = defaultValue;
}

/** Generators take an integer for 32 bits unless told; the bounds zod writes are those of JavaScript numbers. */
function sayInt64(json: JsonSchema): void {
  const { minimum, maximum } = json;
  if (minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (maximum !== Number.MAX_SAFE_INTEGER) return;
  delete json.maximum;
  json.format = 'int64';
}

function refuseNamelessCircles(text: string, shared: Readonly<Record<string, JsonSchema>>): void {
  const nameless = Object.keys(shared).some((name) => name.startsWith('__schema'));
  if (nameless || text.includes('"$ref":"#"'))
    throw new TypeError('A schema that contains itself needs a name. Give it one with .meta({ id: "…" }).');
}

/** The schema a reference of a conversion points to, or the schema itself. */
export function resolved(schema: JsonSchema, shared: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const name = schema.$ref?.replace(/^#\/(?:\$defs|definitions)\//, '');
  const target = name === undefined ? undefined : shared[name];
  if (!target) return schema;
  const { $ref: _ref, ...beside } = schema;
  return { ...target, ...beside };
}
