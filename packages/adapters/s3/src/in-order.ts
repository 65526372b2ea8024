/** Does work on items, several at a time, and yields what came of each in the order of the items. */
export async function* inOrder<I, O>(
  items: AsyncIterable<I>,
  width: number,
  work: (item: I) => Promise<O>,
): AsyncIterable<O> {
  const under: Promise<O>[] = [];
  for await (const item of items) {
    const one = work(item);
    // Whoever leaves in the middle hears of no failure behind it.
    one.catch(() => undefined);
    under.push(one);
    if (under.length >= width) yield (await under.shift()) as O;
  }
  for (const one of under) yield await one;
}
