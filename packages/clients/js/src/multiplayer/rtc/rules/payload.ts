import { fromBase64, toBase64 } from '../../../rules/bytes.js';

const marker = '$bytes';

/** A message as text; bytes anywhere in it come out as bytes again. */
export function writeText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Uint8Array ? { [marker]: toBase64(part) } : part,
  );
}

/** `undefined` when it is no such text. */
export function readText(text: string): unknown {
  try {
    return JSON.parse(text, (_key, part: unknown) => (isBytes(part) ? fromBase64(part[marker]) : part));
  } catch {
    return undefined;
  }
}

const isBytes = (value: unknown): value is { readonly [marker]: string } =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Record<string, unknown>)[marker] === 'string' &&
  Object.keys(value).length === 1;
