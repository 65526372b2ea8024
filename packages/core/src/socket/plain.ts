import { RawJson } from '@aethex/protocol';

/** A value as MessagePack can write it: raw JSON becomes what it says, dates become text, bytes stay bytes. */
export function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (value instanceof RawJson) return value.parse();
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.toJSON();
  return Object.fromEntries(
    Object.entries(value).map(([key, member]): [string, unknown] => [key, plain(member)]),
  );
}
