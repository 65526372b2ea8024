import { anybody, free, keysOf } from './acceptance.js';
import type { ExactRule, Pool } from './pool.js';
import type { WaitingTicket } from './ticket.js';

/** Tickets that agree on everything that has to be equal, oldest first. A ticket may be in several. */
export interface Bucket {
  /** One value per exact rule, in the order of the rules. */
  readonly keys: readonly string[];
  readonly members: number[];
}

type KeyList = readonly string[] | null;

/** A bucket, and those with one value more. */
interface Shelf extends Bucket {
  readonly next: Map<string, Shelf>;
}

/** Of a ticket that fits everybody: under how many values of a rule it is tried in one pass. */
const triedValues = 4;
/** Most buckets one ticket is in. */
const mostPlaces = 64;

/**
 * Sorts tickets by what has to be equal. First come buckets in which nobody does without a rule, and of equals the one
 * whose oldest ticket has waited longest.
 */
export function bucketsOf(pool: Pool): Bucket[] {
  const columns = pool.exact.map((rule) => columnOf(pool, rule));
  const seen = columns.map(commonKeys);
  const root: Shelf = { keys: [], members: [], next: new Map() };
  const buckets = new Set<Bucket>();
  const put = (shelf: Shelf, index: number): void => {
    if (shelf.members.push(index) === 1) buckets.add(shelf);
  };
  for (let index = 0; index < pool.tickets.length; index += 1) {
    if (pool.taken[index] === 1) continue;
    const only = onlyShelf(root, columns, index);
    if (only) put(only, index);
    else
      for (const shelf of shelvesOf(
        root,
        columns,
        (at) => wild(seen[at] ?? [], pool.seconds[index] ?? 0),
        index,
      ))
        put(shelf, index);
  }
  return [...buckets].toSorted((one, other) => frees(one) - frees(other) || oldest(one) - oldest(other));
}

/** The shelf of a ticket with one value for each rule, as most have; `null` for others. */
function onlyShelf(root: Shelf, columns: readonly KeyList[][], index: number): Shelf | null {
  let shelf = root;
  for (const column of columns) {
    const keys = column[index];
    if (keys?.length !== 1) return null;
    shelf = child(shelf, keys[0] as string);
  }
  return shelf;
}

/** The shelves of a ticket that may lie on several. */
function shelvesOf(
  root: Shelf,
  columns: readonly KeyList[][],
  any: (at: number) => readonly string[],
  index: number,
): Shelf[] {
  return columns.reduce(
    (shelves, column, at) => {
      const keys = column[index] ?? any(at);
      return shelves.flatMap((shelf) => keys.map((key) => child(shelf, key))).slice(0, mostPlaces);
    },
    [root],
  );
}

function columnOf(pool: Pool, rule: ExactRule): KeyList[] {
  const column: KeyList[] = [];
  for (let at = 0; at < pool.tickets.length; at += 1)
    column.push(keysOf(rule, pool.tickets[at] as WaitingTicket, pool.seconds[at] as number));
  return column;
}

function child(shelf: Shelf, key: string): Shelf {
  let found = shelf.next.get(key);
  if (!found) {
    found = { keys: [...shelf.keys, key], members: [], next: new Map() };
    shelf.next.set(key, found);
  }
  return found;
}

/** The values that are looked for under a rule, the commonest first; of no use where nobody fits everybody. */
function commonKeys(column: readonly KeyList[]): string[] {
  if (!column.includes(null)) return [];
  const counts = new Map<string, number>();
  for (const list of column) for (const key of list ?? []) counts.set(key, (counts.get(key) ?? 0) + 1);
  counts.delete(free);
  return [...counts]
    .toSorted(([name, one], [other, two]) => two - one || (name < other ? -1 : 1))
    .map(([key]) => key);
}

/** Where a ticket that fits everybody is tried: under some values, in time under each, and with its like. */
function wild(seen: readonly string[], seconds: number): string[] {
  const turn = Math.floor(seconds);
  const tried = seen.slice(0, triedValues).map((_, nth) => seen[(turn + nth) % seen.length] as string);
  return [...tried, anybody, free];
}

const frees = ({ keys }: Bucket): number => keys.filter((key) => key === free).length;
/** No two buckets of equal rank share it, unless they have the same members: then the first one made comes first. */
const oldest = ({ members }: Bucket): number => members[0] ?? 0;
