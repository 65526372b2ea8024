/** How long a miss counts. */
const windowMs = 60_000;

/** Counts wrong codes and passwords of players, so that nobody can try them all. */
export class Misses {
  private readonly counts = new Map<string, { since: number; count: number }>();

  constructor(private readonly most: number) {}

  /** Seconds to wait when a player has missed too often, else 0. `now` in milliseconds. */
  wait(playerId: string, now: number): number {
    const missed = this.counts.get(playerId);
    if (!missed || now - missed.since >= windowMs || missed.count < this.most) return 0;
    return Math.max(1, Math.ceil((missed.since + windowMs - now) / 1000));
  }

  note(playerId: string, now: number): void {
    const missed = this.counts.get(playerId);
    if (missed && now - missed.since < windowMs) missed.count += 1;
    else this.counts.set(playerId, { since: now, count: 1 });
    if (this.counts.size > 10_000) this.tidy(now);
  }

  private tidy(now: number): void {
    for (const [playerId, { since }] of this.counts)
      if (now - since >= windowMs) this.counts.delete(playerId);
  }
}
