import type { MethodSpec } from '@aethex/protocol';
import { leavesOf, withValue } from './id-fields.js';

/**
 * The example's input with texts of its own wherever the schema takes any text, and one more in every free object: who
 * reads one of them elsewhere has read what this input brought in. `addresses` are texts other methods name this thing
 * by, which stay.
 */
export function withCanaries(
  spec: MethodSpec,
  input: unknown,
  addresses: ReadonlySet<string>,
  next: () => string,
): { input: unknown; canaries: readonly string[] } {
  const canaries: string[] = [];
  let changed = input;
  const attempt = (path: readonly (string | number)[], put: unknown, canary: string): void => {
    const candidate = withValue(changed, path, put);
    if (!spec.input.safeParse(candidate).success) return;
    changed = candidate;
    canaries.push(canary);
  };
  for (const { path, value } of leavesOf(input)) {
    const canary = next();
    if (path.length > 0 && value !== 'me' && !addresses.has(value)) attempt(path, canary, canary);
  }
  for (const [field, value] of Object.entries(Object(input) as Record<string, unknown>)) {
    const canary = next();
    if (isPlainObject(value)) attempt([field, 'canary'], canary, canary);
  }
  return { input: changed, canaries };
}

/** The input without the fields that may be left out, but with those that name something. */
export function withoutOptional(spec: MethodSpec, input: unknown, kept: ReadonlySet<string>): unknown {
  const fields = Object.entries(Object(input) as Record<string, unknown>);
  const { shape } = spec.input;
  return Object.fromEntries(
    fields.filter(([name]) => kept.has(name) || !shape[name]?.safeParse(undefined).success),
  );
}

const isPlainObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
