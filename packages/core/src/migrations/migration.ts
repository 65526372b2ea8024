import type { SchemaBuilder } from './schema-builder.js';

/** One step of a plugin's tables, written once for both engines. */
export interface Migration {
  /** `202602011200-add-revision`: minutes, then what it does. */
  readonly name: string;
  readonly up: (schema: SchemaBuilder) => unknown;
  readonly down: (schema: SchemaBuilder) => unknown;
  /** Whether nodes of the release before cannot work with the tables after it. */
  readonly breaking?: boolean;
}

const pattern = /^\d{12}-[a-z][a-z0-9-]*$/;

/** Makes a migration. Throws a `TypeError` in words when its name is of another form. */
export function migration(name: string, steps: Omit<Migration, 'name'>): Migration {
  if (!pattern.test(name))
    throw new TypeError(`Migration "${name}" must be named like "202602011200-add-revision".`);
  return Object.freeze({ name, ...steps });
}
