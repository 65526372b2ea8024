import { success, type Failure, type Result } from '../result.js';
import type { PageOptions } from './shapes.js';

/** A list, or why there is none, that can be walked through either way. */
export type Listed<T> = Result<T[]> & Iterable<T>;

type Page<Field extends string, Raw> = Record<Field, Raw[]> & { readonly next_cursor: string | null };

/** Asks for page after page, to the end or to the limit. */
export async function pages<Field extends string, Raw, T>(
  { limit }: PageOptions = {},
  field: Field,
  ask: (page: { limit: number; cursor?: string }) => Promise<Result<Page<Field, Raw>>>,
  read: (raw: Raw) => T,
): Promise<Listed<T>> {
  const most = limit === undefined ? Infinity : Number(limit);
  const found: T[] = [];
  for (let cursor: string | null | undefined; cursor !== null && found.length < most;) {
    const result = await ask({
      limit: Math.min(100, most - found.length),
      ...(cursor !== undefined && { cursor }),
    });
    if (!result.success) return empty(result);
    found.push(...result.data[field].map(read));
    cursor = result.data.next_cursor;
  }
  return { ...success(found), [Symbol.iterator]: () => found.values() };
}

const empty = <T>(result: Failure): Listed<T> => ({
  ...result,
  [Symbol.iterator]: () => ([] as T[]).values(),
});
