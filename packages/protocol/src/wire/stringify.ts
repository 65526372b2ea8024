import { RawJson } from '../contract/raw-json.js';

const bytesToBase64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
};

/**
 * Writes an answer as JSON: raw JSON keeps its text, bytes become base64, the rest is JSON.stringify. Members that hold
 * raw JSON or bytes come last.
 */
export function stringify(value: unknown): string {
  if (!holdsSpecial(value)) return JSON.stringify(value);
  return write(value);
}

/** Whether a RawJson or bytes hide in an answer. */
function holdsSpecial(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof RawJson || value instanceof Uint8Array) return true;
  for (const key in value) if (holdsSpecial((value as Record<string, unknown>)[key])) return true;
  return false;
}

function write(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  if (value instanceof Uint8Array) return `"${bytesToBase64(value)}"`;
  if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null || 'toJSON' in value)
    return JSON.stringify(value) ?? 'null';
  return writeObject(value as Record<string, unknown>);
}

/** Members that JSON.stringify can write go through it together, the others follow one by one. */
function writeObject(value: Record<string, unknown>): string {
  const plain: Record<string, unknown> = {};
  let special = '';
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member === undefined) continue;
    if (key === '__proto__' || holdsSpecial(member)) special += `,${JSON.stringify(key)}:${write(member)}`;
    else plain[key] = member;
  }
  const members = JSON.stringify(plain).slice(1, -1);
  return `{${members === '' ? special.slice(1) : members + special}}`;
}
