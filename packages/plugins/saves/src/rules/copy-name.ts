const longest = 50;

/** Names for a copy of a slot, the best first: `slot1-2`, `slot1-3`, …; of a copy `slot1-2` it is `slot1-3`. */
export function* copyNames(name: string): Generator<string> {
  const [, stem = name, number = '1'] = /^(.+)-([1-9]\d{0,2})$/.exec(name) ?? [];
  for (let next = Number(number) + 1; ; next += 1) {
    const suffix = `-${next}`;
    yield stem.slice(0, longest - suffix.length) + suffix;
  }
}
