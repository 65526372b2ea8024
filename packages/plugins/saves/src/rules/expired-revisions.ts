/** A revision as far as its age matters. */
export interface Aged {
  readonly revision: number;
  readonly createdAt: Date;
}

export interface KeepPolicy {
  /** How many of the newest revisions stay, the current one included. */
  readonly history: number;
  /** For how many days, today included, the last revision of the day stays as well. */
  readonly daily: number;
}

const day = 24 * 60 * 60 * 1000;
const dayOf = (moment: Date): number => Math.floor(moment.getTime() / day);

/**
 * The revisions of one slot that need not be kept: neither the newest, nor the last of a UTC day that is recent, nor
 * in use by an open conflict, nor current. Their order does not matter.
 */
export function expiredRevisions<R extends Aged>(
  revisions: readonly R[],
  policy: KeepPolicy & { readonly now: Date; readonly inUse: ReadonlySet<number> },
): R[] {
  const { history, daily, now, inUse } = policy;
  const newestFirst = revisions.toSorted((one, other) => other.revision - one.revision);
  const days = new Set<number>();
  return newestFirst.filter(({ revision, createdAt }, index) => {
    const date = dayOf(createdAt);
    const isLastOfDay = !days.has(date);
    days.add(date);
    const isDaily = isLastOfDay && date > dayOf(now) - daily;
    return index > 0 && index >= history && !isDaily && !inUse.has(revision);
  });
}
