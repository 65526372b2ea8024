import type { Grid } from './rules/grid.js';
import type { Point } from './rules/read-point.js';
import type { SyncPlayer } from './sync-player.js';

/** What an audience is to be told in a tick. */
export interface Seen {
  /** To be told whole: they came into view, or into being. */
  readonly entered: readonly SyncPlayer[];
  readonly changed: readonly SyncPlayer[];
  readonly gone: readonly SyncPlayer[];
}

/** What happened in a room since the last tick. */
export interface Happened {
  readonly players: ReadonlyMap<string, SyncPlayer>;
  readonly changed: readonly SyncPlayer[];
  readonly gone: readonly SyncPlayer[];
}

/** Whom some viewers see, who all see the same. */
export interface Sight {
  /** Those who were seen at the last look. */
  readonly inView: Iterable<SyncPlayer>;
  look(happened: Happened): Seen;
}

/** Sees those who fit. */
export class GroupSight implements Sight {
  readonly inView = new Set<SyncPlayer>();
  /** Whether somebody changed groups, so that everybody has to be looked at. */
  isStale = true;

  constructor(private readonly sees: (player: SyncPlayer) => boolean) {}

  look(happened: Happened): Seen {
    const entered: SyncPlayer[] = [];
    const gone = happened.gone.filter((player) => this.inView.delete(player));
    if (this.isStale) this.lookAround(happened, entered, gone);
    const changed: SyncPlayer[] = [];
    for (const player of happened.changed) {
      if (!this.inView.has(player)) this.enter(player, entered);
      else if (!entered.includes(player)) changed.push(player);
    }
    return { entered, changed, gone };
  }

  private lookAround({ players }: Happened, entered: SyncPlayer[], gone: SyncPlayer[]): void {
    this.isStale = false;
    for (const player of players.values()) if (!this.inView.has(player)) this.enter(player, entered);
    for (const player of this.inView) if (!this.sees(player) && this.inView.delete(player)) gone.push(player);
  }

  private enter(player: SyncPlayer, entered: SyncPlayer[]): void {
    if (!this.sees(player)) return;
    this.inView.add(player);
    entered.push(player);
  }
}

/** Where everybody is in this tick. */
export interface Surroundings {
  readonly grid: Grid<SyncPlayer>;
  /** Those who are nowhere: everybody sees them. */
  readonly nowhere: ReadonlySet<SyncPlayer>;
  readonly radius: number;
}

/** Sees those within a radius of a player; who is in view stays so until a tenth farther, so that an edge does not flicker. */
export class NearSight implements Sight {
  /** When each was seen last. */
  private readonly seenAt = new Map<SyncPlayer, number>();
  private looks = 0;

  constructor(
    private readonly around: Surroundings,
    /** Where the viewer is; who is nowhere sees everybody. */
    private readonly point: () => Point | null,
  ) {}

  get inView(): Iterable<SyncPlayer> {
    return this.seenAt.keys();
  }

  look({ players }: Happened): Seen {
    const seen = { entered: [] as SyncPlayer[], changed: [] as SyncPlayer[], gone: [] as SyncPlayer[] };
    const here = this.point();
    this.looks += 1;
    if (!here) for (const player of players.values()) this.see(player, seen);
    else {
      for (const player of this.around.nowhere) this.see(player, seen);
      this.around.grid.near(here, (player, distance) => {
        if (distance <= this.around.radius || this.seenAt.has(player)) this.see(player, seen);
      });
    }
    for (const [player, at] of this.seenAt) {
      if (at === this.looks) continue;
      this.seenAt.delete(player);
      seen.gone.push(player);
    }
    return seen;
  }

  private see(
    player: SyncPlayer,
    { entered, changed }: { entered: SyncPlayer[]; changed: SyncPlayer[] },
  ): void {
    if (!this.seenAt.has(player)) entered.push(player);
    else if (player.changes) changed.push(player);
    this.seenAt.set(player, this.looks);
  }
}
