import type { Group } from './group.js';

/** Steps of one search; looking at a whole group counts as several. */
const budget = 600;
const wholeGroup = 10;

export interface Search {
  /** Begun with the ticket a match is sought for. */
  readonly group: Group;
  /** Candidates, the nearest first. */
  readonly near: readonly number[];
  /** With how many players a group may be accepted. */
  readonly least: number;
}

/**
 * Tries the combinations of a ticket with its neighbours, fuller ones first, until one is accepted or the budget is
 * spent. Finds what taking the nearest misses: parties that add up, neighbours that do not put up with the nearest one.
 */
export function searchGroup<T>({ group, near, least }: Search, accept: () => T | null): T | null {
  let left = budget;
  const from = (start: number): T | null => {
    for (let at = start; at < near.length && !group.isFull; at += 1) {
      if ((left -= 1) < 0) return null;
      if (!group.add(near[at] as number)) continue;
      const found = from(at + 1);
      if (found) return found;
      group.undo();
    }
    if (group.size < least || left < 0) return null;
    left -= wholeGroup;
    return accept();
  };
  return from(0);
}
