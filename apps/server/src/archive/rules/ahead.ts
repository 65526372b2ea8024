/** Does work on each item, so many at a time, and yields the results in the order of the items. */
export async function* ahead<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  many: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const under: Promise<R>[] = [];
  for await (const item of items) {
    const next = work(item);
    // Its failure is told when its turn comes.
    next.catch(() => undefined);
    under.push(next);
    if (under.length >= many) yield await (under.shift() as Promise<R>);
  }
  for (const next of under) yield await next;
}
