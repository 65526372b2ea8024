import type { Prepared } from '@aethex/core';
import type { FrameMoment, StateStream } from '@aethex/protocol/realtime';
import { deltaUpdate, packedUpdate, plainUpdate, textUpdate } from './frames.js';
import type { Packing } from './packing.js';
import type { Seen } from './sight.js';
import type { SyncMember, StateOut } from './sync-types.js';
import type { SyncPlayer } from './sync-player.js';

/** Clients that see the same and are told it in the same form, most of them by the very same bytes. */
export abstract class Audience {
  /** Replaced, never changed, when somebody comes or goes. */
  seats: readonly string[] = [];
  protected members: readonly SyncMember[] = [];

  /** Whether everybody is told everything now and then. */
  readonly hasKeyframes: boolean = true;

  constructor(protected readonly out: StateOut) {}

  add(member: SyncMember): void {
    this.keep([...this.members, member]);
  }

  remove(seat: string): void {
    this.keep(this.members.filter((member) => member.seat !== seat));
  }

  protected keep(members: readonly SyncMember[]): void {
    this.members = members;
    this.seats = members.map((member) => member.seat);
  }

  /** Tells some seats, who heard the last frame, what is different. */
  abstract tellChanges(seats: readonly string[], seen: Seen, moment: FrameMoment): void;
  /** Tells some seats everything. What was told before does not count, except to whom it is never told as one. */
  abstract tellWhole(
    seats: readonly string[],
    inView: Iterable<SyncPlayer>,
    moment: FrameMoment,
    gone: readonly SyncPlayer[],
  ): void;
  /** Everybody is told everything in this tick, and what comes after builds on that. */
  restart(_moment: FrameMoment): void {
    // Most frames build on nothing but what the client has merged.
  }
}

/** One `player_state` frame for each player, but not to themselves. */
export class PlainAudience extends Audience {
  override readonly hasKeyframes = false;

  /** The seats of everybody but a player, for those who sent something. */
  private readonly others = new Map<string, readonly string[]>();

  tellChanges(seats: readonly string[], { entered, changed, gone }: Seen, { serverTs }: FrameMoment): void {
    for (const player of gone) this.out(seats, plainUpdate(player, 'gone', serverTs));
    for (const player of entered) this.tellOthers(seats, player, plainUpdate(player, 'whole', serverTs));
    for (const player of changed) this.tellOthers(seats, player, plainUpdate(player, 'changes', serverTs));
  }

  tellWhole(
    seats: readonly string[],
    inView: Iterable<SyncPlayer>,
    { serverTs }: FrameMoment,
    gone: readonly SyncPlayer[],
  ): void {
    for (const player of gone) this.out(seats, plainUpdate(player, 'gone', serverTs));
    for (const player of inView) this.out(seats, plainUpdate(player, 'whole', serverTs));
  }

  protected override keep(members: readonly SyncMember[]): void {
    super.keep(members);
    this.others.clear();
  }

  private tellOthers(seats: readonly string[], player: SyncPlayer, frame: Prepared): void {
    const others = seats === this.seats ? this.othersThan(player.id) : this.without(player.id, seats);
    if (others.length > 0) this.out(others, frame);
  }

  private othersThan(playerId: string): readonly string[] {
    let others = this.others.get(playerId);
    if (!others) this.others.set(playerId, (others = this.without(playerId, this.seats)));
    return others;
  }

  private without(playerId: string, seats: readonly string[]): readonly string[] {
    const own = this.members.find((member) => member.playerId === playerId);
    return own ? seats.filter((seat) => seat !== own.seat) : seats;
  }
}

/** One frame a tick, in JSON. */
export class TextAudience extends Audience {
  tellChanges(seats: readonly string[], { entered, changed, gone }: Seen, moment: FrameMoment): void {
    const parts: string[] = [];
    for (const player of entered) parts.push(player.wholeText);
    for (const player of changed) parts.push(player.changedText);
    if (parts.length + gone.length > 0)
      this.out(seats, textUpdate({ ...moment, keyframe: false, gone }, parts));
  }

  tellWhole(seats: readonly string[], inView: Iterable<SyncPlayer>, moment: FrameMoment): void {
    const parts = Array.from(inView, (player) => player.wholeText);
    this.out(seats, textUpdate({ ...moment, keyframe: true, gone: [] }, parts));
  }
}

/** One frame a tick, in MessagePack. */
export class PackedAudience extends Audience {
  tellChanges(seats: readonly string[], { entered, changed, gone }: Seen, moment: FrameMoment): void {
    const parts: Uint8Array[] = [];
    for (const player of entered) parts.push(player.wholeBytes);
    for (const player of changed) parts.push(player.changedBytes);
    if (parts.length + gone.length > 0)
      this.out(seats, packedUpdate({ ...moment, keyframe: false, gone }, parts));
  }

  tellWhole(seats: readonly string[], inView: Iterable<SyncPlayer>, moment: FrameMoment): void {
    const parts = Array.from(inView, (player) => player.wholeBytes);
    this.out(seats, packedUpdate({ ...moment, keyframe: true, gone: [] }, parts));
  }
}

/** One frame a tick, in differences of numbers. */
export class DeltaAudience extends Audience {
  private stream: StateStream;

  constructor(
    out: StateOut,
    private readonly packing: Packing,
  ) {
    super(out);
    this.stream = packing.openStream();
  }

  tellChanges(seats: readonly string[], seen: Seen, moment: FrameMoment): void {
    const { packing } = this;
    const packed = this.stream.frame(moment, {
      entered: packing.tracksOf(seen.entered),
      changed: packing.tracksOf(seen.changed),
      gone: packing.tracksOf(seen.gone),
    });
    if (packed) this.out(seats, deltaUpdate(packed));
  }

  tellWhole(seats: readonly string[], inView: Iterable<SyncPlayer>): void {
    this.out(seats, deltaUpdate(this.stream.keyframe(this.packing.tracksOf(inView))));
  }

  override restart(moment: FrameMoment): void {
    this.stream = this.packing.openStream();
    this.stream.advance(moment);
  }
}
