import { contractsOf, type Plugin } from '@aethex/core';
import { stringify, type MethodSpec } from '@aethex/protocol';
import { withValue } from './leaks/id-fields.js';

/** What nobody may set by adding it to an input. */
export const forbiddenFields = [
  'role',
  'roles',
  'tier',
  'plan',
  'is_admin',
  'admin',
  'is_verified',
  'email_verified',
  'is_active',
  'is_guest',
  'permissions',
  'scopes',
  'game_id',
  'org_id',
  'owner_id',
  'pool',
  'password_hash',
  'created_at',
  'updated_at',
  'deleted_at',
] as const;

type Path = readonly (string | number)[];

/**
 * Every place where a method drops a field it does not know instead of refusing it, by its own example: at the top and
 * in each object further down. Free JSON keeps what it is given and is no trouble.
 */
export function extraFieldTrouble(plugin: Plugin): string[] {
  return contractsOf(plugin).flatMap((contract) =>
    Object.entries(contract.methods).flatMap(([name, spec]) => troubleOf(`${contract.id}.${name}`, spec)),
  );
}

function troubleOf(method: string, spec: MethodSpec): string[] {
  const example = spec.example?.input ?? {};
  return objectsOf(example).flatMap((path) =>
    forbiddenFields
      .filter((field) => !isDeclared(example, path, field) && isDropped(spec, example, [...path, field]))
      .map((field) => `${method}: it drops "${[...path, field].join('.')}" instead of refusing it`),
  );
}

/** A field the method declares itself, such as the role of an invitation, is no extra one. */
function isDeclared(example: unknown, path: Path, field: string): boolean {
  const at = path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown>)[step],
    example,
  );
  return field in (at as object);
}

function isDropped(spec: MethodSpec, example: unknown, path: Path): boolean {
  const parsed = spec.input.safeParse(withValue(example, path, 'canary of an extra field'));
  return parsed.success && !stringify(parsed.data).includes('canary of an extra field');
}

/** The ways to all objects in a value, itself included. */
function objectsOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => objectsOf(one, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return [path, ...Object.entries(value).flatMap(([key, one]) => objectsOf(one, [...path, key]))];
}
