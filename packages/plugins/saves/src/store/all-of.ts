/**
 * Waits for all of some work that was begun at once, and fails as the first of it that failed, in the order it was begun:
 * what the others say may only follow from that.
 */
export async function allOf<const T extends readonly Promise<unknown>[]>(
  begun: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(begun);
  return Promise.all(begun);
}
