import type { z } from 'zod';
import { toJsonSchema, type Direction, type Draft, type JsonSchema } from './json-schema.js';

const place = '#/components/schemas/';

/** The named schemas of one document. Schemas with `.meta({ id })` are written once and referred to. */
export class SchemaBook {
  readonly schemas: Record<string, JsonSchema> = {};
  private readonly owners = new Map<string, z.core.$ZodType>();

  constructor(private readonly draft: Draft) {}

  /** The JSON Schema of one side of a zod schema, with its named parts as references into the book. */
  of(schema: z.ZodType, direction: Direction): JsonSchema {
    const converted = toJsonSchema(schema, direction, this.draft);
    const names = new Map<string, string>();
    for (const [id, owner] of converted.owners) names.set(id, this.nameOf(id, owner, direction));
    for (const [id, body] of Object.entries(converted.shared))
      this.put(names.get(id) ?? id, renamed(body, names));
    return renamed(converted.schema, names);
  }

  /** Names a schema and returns the reference to it. A schema that is a mere reference already stays one. */
  named(name: string, schema: JsonSchema): JsonSchema {
    if (schema.$ref !== undefined) return schema;
    this.put(name, schema);
    return { $ref: place + name };
  }

  private put(name: string, schema: JsonSchema): void {
    const known = this.schemas[name];
    if (known && JSON.stringify(known) !== JSON.stringify(schema)) throw twoOf(name);
    this.schemas[name] = schema;
  }

  /** A schema that callers may send otherwise than they receive it has two entries. */
  private nameOf(id: string, owner: z.core.$ZodType, direction: Direction): string {
    const known = this.owners.get(id);
    if (known && known !== owner) throw twoOf(id);
    this.owners.set(id, owner);
    if (direction === 'output') return id;
    const [sent, received] = (['input', 'output'] as const).map((side) =>
      JSON.stringify(toJsonSchema(owner as z.ZodType, side, this.draft)),
    );
    return sent === received ? id : `${id}Input`;
  }
}

const twoOf = (name: string): TypeError =>
  new TypeError(`Two schemas are named "${name}". Give one of them another name in .meta({ id: "…" }).`);

/** Points the references of a conversion at the document's components. */
function renamed(schema: JsonSchema, names: ReadonlyMap<string, string>): JsonSchema {
  const text = JSON.stringify(schema, (key: string, value: unknown) => {
    if (key !== '$ref' || typeof value !== 'string') return value;
    const id = value.replace(/^#\/(?:\$defs|definitions)\//, '');
    return place + (names.get(id) ?? id);
  });
  return JSON.parse(text) as JsonSchema;
}

/** `saves.put` and `auth.not_found` become `SavesPut` and `AuthNotFound`. */
export const pascal = (id: string): string =>
  id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
