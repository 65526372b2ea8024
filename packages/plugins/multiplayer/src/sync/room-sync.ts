import { Rounding, type StateData } from '@aethex/protocol/realtime';
import { Pace } from './pace.js';
import { SyncPlayer } from './sync-player.js';
import type { StateOut, StateSnapshot, SyncMember, SyncOptions } from './sync-types.js';
import type { TickWheel } from './tick-wheel.js';
import { Views } from './views.js';

const keyframeMs = 2000;

/**
 * The states of the players of a room, and the frames that tell them: merged per player, the newest value of each key
 * wins, one frame for all who see the same and read the same form.
 */
export class RoomSync {
  private readonly players = new Map<string, SyncPlayer>();
  private readonly groups = new Map<string, ReadonlySet<string>>();
  private readonly views: Views;
  private readonly rounding: Rounding | null;
  private readonly pace: Pace;
  /** Seats that are told everything with the next tick. */
  private fresh = new Set<string>();
  private changed: SyncPlayer[] = [];
  private gone: SyncPlayer[] = [];
  private isDirty = false;
  private lastKeyframe = 0;
  private count = 0;

  /** `now`: the server's clock in milliseconds. */
  constructor(
    options: SyncOptions,
    out: StateOut,
    private readonly now: () => number,
  ) {
    this.views = new Views(options, out, this.players);
    this.rounding = options.quantum ? new Rounding(options.quantum) : null;
    this.pace = new Pace(options.tickRate, () => this.tick());
  }

  /** A room as another node left it. Its members are to be added again. */
  static restore(from: StateSnapshot, options: SyncOptions, out: StateOut, now: () => number): RoomSync {
    const sync = new RoomSync(options, out, now);
    sync.load(from);
    return sync;
  }

  /** Goes on where another node was. Its members are to be added again. */
  load(from: StateSnapshot): void {
    this.count = from.tick;
    for (const [id, groups] of Object.entries(from.groups)) this.groups.set(id, new Set(groups));
    for (const [id, { data, timestamp }] of Object.entries(from.players)) this.take(id, data, timestamp);
  }

  /** The number of the last tick. */
  get tickCount(): number {
    return this.count;
  }

  /** Lets it tick by itself, and only while there is something to tell, until undone. Without ticks it needs no wheel. */
  ride(wheel: TickWheel): () => void {
    return this.pace.ride(wheel);
  }

  /** Another number of frames a second; 0 passes every state on at once. */
  retune(tickRate: number): void {
    this.pace.retune(tickRate);
  }

  /** Somebody listens from now on. Their first frame is whole. */
  add(member: SyncMember): void {
    this.views.put(member);
    this.regroup(member.playerId, member.groups);
    this.keyframeFor(member.seat);
  }

  /** A seat listens no more. The player’s state stays. */
  remove(seat: string): void {
    this.views.remove(seat);
    this.fresh.delete(seat);
  }

  setGroups(seat: string, groups: ReadonlySet<string>): void {
    const member = this.views.get(seat);
    if (!member) return;
    this.regroup(member.playerId, groups);
    if (this.views.move(seat, groups)) this.keyframeFor(seat);
    else this.wake();
  }

  /**
   * Merges what a player sent, or the server about a thing of its own. Throws `rooms.state_too_large` beyond 64 keys,
   * and takes nothing then. `timestamp`: the sender's clock in milliseconds.
   */
  take(playerId: string, data: Readonly<StateData>, timestamp?: number): void {
    const player = this.players.get(playerId) ?? this.open(playerId);
    const wasChanged = player.changes !== null;
    player.merge(this.rounding ? this.rounding.apply(data) : data);
    if (Number.isFinite(timestamp)) player.timestamp = timestamp;
    if (wasChanged || player.changes === null) return;
    this.players.set(playerId, player);
    this.changed.push(player);
    this.wake();
  }

  /** What is known of each player now, or what a seat sees of it. */
  full(seat?: string): Record<string, StateData> {
    const all = [...this.players.values()].filter((it) => seat === undefined || this.views.sees(seat, it));
    return Object.fromEntries(all.map((player) => [player.id, { ...player.data }]));
  }

  /** The next frame for a seat tells everything. */
  keyframeFor(seat: string): void {
    if (!this.views.get(seat)) return;
    this.fresh.add(seat);
    this.wake();
  }

  /** A player left, or a thing is no more: their state goes, and who saw it is told. */
  forget(playerId: string): void {
    this.groups.delete(playerId);
    const player = this.players.get(playerId);
    if (!player) return;
    this.players.delete(playerId);
    if (player.changes) this.changed = this.changed.filter((other) => other !== player);
    this.gone.push(player);
    this.wake();
  }

  /** Tells what changed since the last tick. Says whether there was anything. */
  tick(): boolean {
    this.count += 1;
    if (!this.isDirty) return false;
    const { players, changed, gone, fresh } = this;
    const serverTs = this.now();
    const isKeyframe = this.isKeyframeDue(serverTs);
    this.isDirty = false;
    this.changed = [];
    this.gone = [];
    this.fresh = new Set();
    const happened = { players, changed, gone };
    this.views.tick({ happened, moment: { tick: this.count, serverTs }, fresh, isKeyframe });
    for (const player of changed) player.settle();
    return true;
  }

  /** Everything another node needs to go on, as plain JSON. */
  snapshot(): StateSnapshot {
    const players = [...this.players.values()];
    const states = players.map(({ id, data, timestamp }) => [
      id,
      { data: { ...data }, ...(timestamp !== undefined && { timestamp }) },
    ]);
    const groups = [...this.groups].map(([id, names]) => [id, [...names]]);
    return {
      tick: this.count,
      players: Object.fromEntries(states) as StateSnapshot['players'],
      groups: Object.fromEntries(groups) as StateSnapshot['groups'],
    };
  }

  private open(id: string): SyncPlayer {
    const player = new SyncPlayer(id);
    player.groups = this.groups.get(id) ?? player.groups;
    return player;
  }

  private regroup(playerId: string, groups: ReadonlySet<string>): void {
    this.groups.set(playerId, groups);
    const player = this.players.get(playerId);
    if (player) player.groups = groups;
    this.views.regroup();
  }

  private isKeyframeDue(serverTs: number): boolean {
    const since = serverTs - this.lastKeyframe;
    if (since >= 0 && since < keyframeMs) return false;
    this.lastKeyframe = serverTs;
    return true;
  }

  private wake(): void {
    this.isDirty = true;
    this.pace.wake();
  }
}
