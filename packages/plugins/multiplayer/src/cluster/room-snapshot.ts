import type { Encoding } from '@aethex/protocol';
import type { Line } from '../edge/line.js';
import type { Room } from '../rooms/room.js';
import type { RoomIdentity, RoomSettings } from '../rooms/room-settings.js';
import type { LoggedEvent } from '../rooms/rules/event-log.js';
import { sizeOf, type FactsLike } from '../rooms/rules/patch-facts.js';
import type { Role, Seat } from '../rooms/seat.js';
import type { StateSnapshot } from '../sync/sync-types.js';

/** `bones` is what outlives its node, `whole` all there is of a room. */
export type Extent = 'bones' | 'whole';

interface KeptSeat {
  readonly id: string;
  readonly playerId: string;
  readonly role: Role;
  readonly playerData: FactsLike;
  readonly groups: readonly string[];
  readonly joinedAt: number;
  readonly since: number;
  readonly handled: number;
  readonly secret: string;
  readonly encoding: Encoding;
  readonly features: readonly string[];
  readonly stateBytes: number;
  /** The node of its socket; `null` while it is held. */
  readonly node: string | null;
  /** Milliseconds for which it is held from now on. */
  readonly heldFor: number;
}

/** A room as plain data. Moments are told as milliseconds from now: clocks of two nodes have nothing in common. */
export interface RoomSnapshot {
  readonly identity: RoomIdentity;
  readonly settings: RoomSettings;
  readonly properties: FactsLike;
  readonly revision: number;
  readonly hostId: string | null;
  readonly hostState: unknown;
  readonly seats: readonly KeptSeat[];
  readonly reserved: readonly { playerId: string; groups: readonly string[]; for: number }[];
  readonly banned: readonly { playerId: string; for: number }[];
  readonly seq: number;
  /** What the handler keeps, unless it is too much for `bones`. */
  readonly kept?: { readonly state: unknown };
  readonly events?: readonly (Omit<LoggedEvent<object>, 'to'> & { to: readonly string[] | null })[];
  readonly states?: StateSnapshot;
}

/** Bytes of a handler's state that is written down every second. */
const mostKept = 64 * 1024;
/** How far the numbers of events jump where some may have been told that nobody knows of any more. */
const seqJump = 10_000;
/** Milliseconds the members of a room that is revived have at least to come back. */
const leastHold = 15_000;

/** All there is of a room, or what outlives its node. */
export function snapshotOf({ core, script }: Room, extent: Extent): RoomSnapshot {
  const { seats, identity, settings, properties, revision, hostId, hostState, house } = core;
  const now = house.monotonic();
  const state: unknown = script.context.state;
  const isKept = state !== undefined && (extent === 'whole' || sizeOf(state) <= mostKept);
  return {
    identity,
    settings,
    properties,
    revision,
    hostId,
    hostState,
    seats: Array.from(seats.all(), (seat) => keptSeat(seat, now)),
    reserved: seats
      .reservations(now)
      .map(({ playerId, groups, until }) => ({ playerId, groups, for: until - now })),
    banned: seats.bans(now).map(([playerId, until]) => ({ playerId, for: until - now })),
    seq: core.lane.seq,
    ...(isKept && { kept: { state } }),
    ...(extent === 'whole' && {
      events: core.lane.events().map((event) => ({ ...event, to: event.to && [...event.to] })),
      states: core.sync.snapshot(),
    }),
  };
}

/** Fills a fresh room with what it was on another node. Seats whose node has no line are held. */
export async function fill(
  room: Room,
  from: RoomSnapshot,
  lineTo: (node: string) => Line | null,
): Promise<void> {
  const { core, script } = room;
  const isWhole = from.events !== undefined;
  core.properties = from.properties;
  core.revision = from.revision;
  core.hostId = from.hostId;
  core.hostState = from.hostState ?? null;
  core.lane.restore(
    isWhole ? from.seq : from.seq + seqJump,
    (from.events ?? []).map((event) => ({ ...event, to: event.to && new Set(event.to) })),
  );
  if (from.states) core.sync.load(from.states);
  const now = core.house.monotonic();
  for (const { playerId, for: left } of from.banned) core.seats.ban(playerId, now + left);
  for (const { playerId, groups, for: left } of from.reserved)
    core.seats.reserve([{ playerId, groups }], now + left, now);
  for (const kept of from.seats) sit(room, kept, kept.node === null ? null : lineTo(kept.node), isWhole);
  await script.begin({}, from.kept);
}

function sit({ core }: Room, kept: KeptSeat, line: Line | null, isWhole: boolean): void {
  const now = core.house.monotonic();
  const { node: _, heldFor, groups, features, ...rest } = kept;
  const hold = Math.max(heldFor, isWhole ? 0 : leastHold, core.settings.holdSeconds * 1000);
  const seat: Seat = {
    ...rest,
    groups: new Set(groups),
    features: new Set(features),
    line: null,
    lostAt: now,
    heldUntil: now + hold,
  };
  core.seats.sit(seat);
  core.emptySince = null;
  if (line) core.attach(seat, line);
}

function keptSeat(seat: Seat, now: number): KeptSeat {
  const { line, heldUntil, lostAt: _, groups, features, ...rest } = seat;
  return {
    ...rest,
    groups: [...groups],
    features: [...features],
    node: line?.node ?? null,
    heldFor: heldUntil === null ? 0 : Math.max(0, heldUntil - now),
  };
}
