import { randomBytes, timingSafeEqual } from 'node:crypto';
import { AethexError, roomError } from '@aethex/protocol';
import type { Line } from '../edge/line.js';
import { findHost } from './hosting.js';
import type { RoomCore } from './room-core.js';
import { opensWith } from './rules/password.js';
import { writeResumeToken } from './rules/resume-token.js';
import type { Standing } from './seat-book.js';
import type { JoinRequest, ResumeRequest, Role, Seat } from './seat.js';

type Ref = string | number | undefined;

const newSecret = (): string => randomBytes(18).toString('base64url');

/**
 * Why a player who has no seat may not have one, or `null`. To strangers of a private room, and to banned players,
 * every reason looks like a room that is not there.
 */
export function refusal(core: RoomCore, request: JoinRequest, now: number): AethexError | null {
  const standing = core.seats.standing(request.playerId, now);
  const reason = reasonAgainst(core, request, standing, now);
  if (reason === null) return null;
  return roomError(mayKnow(core, request.playerId, standing) ? reason : 'not_found');
}

/** Whether the room is no secret to the player. */
export const mayKnow = (core: RoomCore, playerId: string, standing: Standing): boolean =>
  standing !== 'banned' &&
  (standing !== 'stranger' || core.hostId === playerId || core.settings.visibility === 'public');

function reasonAgainst(core: RoomCore, request: JoinRequest, standing: Standing, now: number) {
  const { settings, seats } = core;
  const role: Role = request.isSpectator ? 'spectator' : 'player';
  if (standing === 'banned') return 'not_found';
  if (standing !== 'reserved') {
    if (settings.locked) return 'locked';
    if (settings.password && !opensWith(settings.password, request.password ?? '')) return 'password';
  }
  if (seats.hasPlace(request.playerId, role, now)) return null;
  return standing === 'lapsed' ? 'seat_expired' : 'full';
}

/** Sits down somebody new: the others hear of it first, then the newcomer gets the whole room. */
export function enter(core: RoomCore, request: JoinRequest, line: Line): Seat {
  const { seats, lane, house, identity } = core;
  const seat: Seat = {
    id: request.seat,
    playerId: request.playerId,
    role: request.isSpectator ? 'spectator' : 'player',
    playerData: request.playerData,
    groups: new Set(seats.reservation(request.playerId)?.groups),
    joinedAt: house.now(),
    since: 0,
    handled: 0,
    secret: newSecret(),
    line,
    encoding: request.encoding,
    features: new Set(request.features),
    stateBytes: 0,
    heldUntil: null,
    lostAt: null,
  };
  // It is told as connected, and not to the newcomer.
  const player = core.view(seat);
  seat.line = null;
  seats.sit(seat);
  core.emptySince = null;
  core.changed();
  lane.tell({ type: 'player_joined', player });
  findHost(core, house.monotonic());
  seat.since = lane.seq;
  core.attach(seat, line);
  welcome(core, seat, request.ref);
  house.signals.joined(identity.roomId, seat.playerId);
  return seat;
}

/** Another socket of the same player takes the seat over. The one that had it hears so. */
export function takeOver(core: RoomCore, seat: Seat, request: JoinRequest, line: Line): void {
  const wasAway = seat.line === null;
  if (seat.line) {
    core.lane.say(seat, { type: 'room_left', room_id: core.identity.roomId, reason: 'switched' });
    letGo(core, seat);
  }
  const isNews = Object.keys(request.playerData).length > 0;
  if (isNews) seat.playerData = request.playerData;
  seat.secret = newSecret();
  seat.handled = 0;
  seat.since = core.lane.seq;
  bind(core, seat, request, line);
  welcome(core, seat, request.ref);
  if (wasAway || isNews) core.tellPlayer(seat);
  if (wasAway) core.house.signals.joined(core.identity.roomId, seat.playerId);
}

/** Whether this is the secret of the seat. */
export const proves = (seat: Seat, secret: string): boolean => {
  const [kept, said] = [Buffer.from(seat.secret), Buffer.from(secret)];
  return kept.length === said.length && timingSafeEqual(kept, said);
};

/** Binds a seat to the socket of a player who came back, and tells what was missed, or the whole room. */
export function comeBack(core: RoomCore, seat: Seat, request: ResumeRequest, line: Line): void {
  if (seat.line) letGo(core, seat, 'replaced');
  bind(core, seat, request, line);
  const { lane, house } = core;
  const reason = request.seq > lane.seq ? 'state_lost' : lane.replay(seat, request.seq) ? null : 'too_old';
  if (reason === null) lane.say(seat, { type: 'ack', seq: lane.seq, n: seat.handled });
  else {
    lane.say(seat, { type: 'resync_required', reason });
    welcome(core, seat, undefined);
  }
  house.metrics.resumed(reason === null ? 'replayed' : 'resync');
  core.tellPlayer(seat);
  house.signals.joined(core.identity.roomId, seat.playerId);
}

/** Tells a member the whole room as it is now. */
export function welcome(core: RoomCore, seat: Seat, ref: Ref): void {
  const { identity, lane, sync, house } = core;
  const isHost = seat.playerId === core.hostId && core.hostState !== null;
  lane.say(seat, {
    type: 'room_joined',
    ...(ref !== undefined && { ref }),
    seq: lane.seq,
    room: core.info(),
    self: core.view(seat),
    players: core.members(),
    state: sync.full(seat.id),
    ...(isHost && { host_state: core.hostState }),
    tick: sync.tickCount,
    n: seat.handled,
    resume_token: writeResumeToken({
      roomId: identity.roomId,
      playerId: seat.playerId,
      secret: seat.secret,
    }),
    hold_s: core.settings.holdSeconds,
    server_ts: house.now(),
  });
}

/** Tells a member the whole room anew, states included. */
export function resync(core: RoomCore, seat: Seat, ref: Ref): void {
  welcome(core, seat, ref);
  core.sync.keyframeFor(seat.id);
}

function bind(
  core: RoomCore,
  seat: Seat,
  { seat: id, encoding, features }: JoinRequest | ResumeRequest,
  line: Line,
) {
  core.seats.rename(seat, id);
  seat.encoding = encoding;
  seat.features = new Set(features);
  core.attach(seat, line);
}

function letGo(core: RoomCore, seat: Seat, close?: 'replaced'): void {
  const { line, id } = seat;
  core.detach(seat);
  line?.release(id, close);
}
