/** Seconds by which the clocks of two nodes may differ. */
export const clockSkew = 60;

interface Dated {
  readonly createdAt: Date;
}

/**
 * The keys whose tokens are accepted at a moment: the newest, and each that was replaced so recently that a token it
 * signed may still live. Takes and gives the newest first.
 */
export function acceptedKeys<K extends Dated>(newestFirst: readonly K[], at: Date, tokenLife: number): K[] {
  const lastToken = at.getTime() - (tokenLife + clockSkew) * 1000;
  return newestFirst.filter((_, index) => {
    const successor = newestFirst[index - 1];
    return successor === undefined || successor.createdAt.getTime() > lastToken;
  });
}

/** Whether the newest key has signed for as long as it should. */
export function isDueForRotation(newest: Dated | undefined, at: Date, days: number): boolean {
  return newest === undefined || at.getTime() - newest.createdAt.getTime() >= days * 86_400_000;
}
