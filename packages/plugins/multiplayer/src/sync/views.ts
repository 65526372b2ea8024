import type { StateData } from '@aethex/protocol/realtime';
import { plainUpdate } from './frames.js';
import { Packing } from './packing.js';
import { Grid } from './rules/grid.js';
import { pointReader, type Point } from './rules/read-point.js';
import { GroupSight, NearSight, type Sight } from './sight.js';
import type { Interest, StateOut, SyncMember, SyncOptions } from './sync-types.js';
import type { SyncPlayer } from './sync-player.js';
import { formOf, View, type ViewTick } from './view.js';

/** Who is in view until they are this much farther than the radius. */
const farther = 1.1;

interface Place {
  member: SyncMember;
  key: string;
  view: View;
}

/** Who in a room sees whom. */
export class Views {
  private readonly views = new Map<string, View>();
  private readonly places = new Map<string, Place>();
  private readonly interest: Interest;
  private readonly grid: Grid<SyncPlayer>;
  private readonly nowhere = new Set<SyncPlayer>();
  private readonly pointOf: (state: Readonly<StateData>) => Point | null;
  private packing: Packing | null = null;
  /** Whom plain clients saw before they came into another view since the last tick, by seat and player. */
  private readonly before = new Map<string, Map<string, SyncPlayer>>();

  constructor(
    private readonly options: SyncOptions,
    private readonly out: StateOut,
    private readonly players: ReadonlyMap<string, SyncPlayer>,
  ) {
    this.interest = options.interest ?? { kind: 'all' };
    const { interest } = this;
    this.grid = new Grid(interest.kind === 'near' ? interest.radius * farther : 1);
    this.pointOf = interest.kind === 'near' ? pointReader(interest) : () => null;
  }

  get isEmpty(): boolean {
    return this.places.size === 0;
  }

  get(seat: string): SyncMember | null {
    return this.places.get(seat)?.member ?? null;
  }

  put(member: SyncMember): void {
    this.remove(member.seat);
    const key = this.keyOf(member);
    let view = this.views.get(key);
    if (!view) this.views.set(key, (view = this.open(member)));
    view.add(member);
    this.places.set(member.seat, { member, key, view });
  }

  /** Somebody is in other groups now. Says whether they see others than before. */
  move(seat: string, groups: ReadonlySet<string>): boolean {
    const place = this.places.get(seat);
    if (!place) return false;
    const member = { ...place.member, groups };
    if (this.keyOf(member) === place.key) {
      place.member = member;
      return false;
    }
    const seen = this.before.get(seat) ?? new Map<string, SyncPlayer>();
    this.put(member);
    if (formOf(member) !== 'plain') return true;
    for (const player of place.view.sight.inView) seen.set(player.id, player);
    this.before.set(seat, seen);
    return true;
  }

  remove(seat: string): void {
    const place = this.places.get(seat);
    if (!place) return;
    this.places.delete(seat);
    this.before.delete(seat);
    place.view.remove(place.member);
    if (place.view.isEmpty) this.views.delete(place.key);
    for (const { member } of this.places.values()) if (formOf(member) === 'delta') return;
    this.packing = null;
  }

  /** Somebody is in other groups now. */
  regroup(): void {
    for (const { sight } of this.views.values()) if (sight instanceof GroupSight) sight.isStale = true;
  }

  tick(tick: ViewTick): void {
    const { changed, gone } = tick.happened;
    this.packing?.prepare(changed, tick.isKeyframe);
    if (this.interest.kind === 'near') this.survey();
    for (const view of this.views.values()) view.tick(tick);
    this.tellOutOfView(tick.moment.serverTs);
    this.packing?.settle(gone);
  }

  /** Plain clients keep what they saw until they are told otherwise, and their new view does not know of it. */
  private tellOutOfView(serverTs: number): void {
    for (const [seat, seen] of this.before) {
      const place = this.places.get(seat);
      if (!place) continue;
      const inView = new Set(Array.from(place.view.sight.inView, ({ id }) => id)).add(place.member.playerId);
      for (const player of seen.values())
        if (!inView.has(player.id)) this.out([seat], plainUpdate(player, 'gone', serverTs));
    }
    this.before.clear();
  }

  /** Whether a seat is to be told of a player now. */
  sees(seat: string, player: SyncPlayer): boolean {
    const { interest } = this;
    const member = this.get(seat);
    if (!member || interest.kind === 'all') return true;
    if (interest.kind === 'groups') return sharesGroup(member.groups, player.groups);
    const [here, there] = [this.pointOfPlayer(member.playerId), this.pointOf(player.data)];
    if (!here || !there) return true;
    return Math.hypot(here.x - there.x, here.y - there.y, here.z - there.z) <= interest.radius;
  }

  private open(member: SyncMember): View {
    return new View(this.sightOf(member), this.out, () => this.openPacking());
  }

  private openPacking(): Packing {
    return (this.packing ??= new Packing(this.options.quantum ?? {}, this.players.values()));
  }

  private keyOf({ seat, groups }: SyncMember): string {
    if (this.interest.kind === 'all') return '';
    return this.interest.kind === 'near' ? seat : JSON.stringify([...groups].toSorted());
  }

  private sightOf({ playerId, groups }: SyncMember): Sight {
    const { interest, grid, nowhere } = this;
    if (interest.kind === 'all') return new GroupSight(() => true);
    if (interest.kind === 'groups') return new GroupSight((player) => sharesGroup(groups, player.groups));
    return new NearSight({ grid, nowhere, radius: interest.radius }, () => this.pointOfPlayer(playerId));
  }

  private pointOfPlayer(id: string): Point | null {
    const player = this.players.get(id);
    return player ? this.pointOf(player.data) : null;
  }

  private survey(): void {
    this.grid.clear();
    this.nowhere.clear();
    for (const player of this.players.values()) {
      const point = this.pointOf(player.data);
      if (point) this.grid.put(player, point);
      else this.nowhere.add(player);
    }
  }
}

/** Whether a viewer sees a player: those of no group are seen by all. */
const sharesGroup = (viewer: ReadonlySet<string>, player: ReadonlySet<string>): boolean => {
  if (player.size === 0) return true;
  for (const group of player) if (viewer.has(group)) return true;
  return false;
};
