import { nextHost } from './rules/host-choice.js';
import type { RoomCore } from './room-core.js';

/** Milliseconds a host may be away before another player takes over. */
const patience = 5_000;

/** Makes a player the host and hands over what the last host laid down. */
export function makeHost(core: RoomCore, playerId: string | null): void {
  if (core.hostId === playerId) return;
  core.hostId = playerId;
  core.changed();
  const body = { type: 'host_changed' as const, player_id: playerId };
  if (playerId === null || core.hostState === null) core.lane.tell(body);
  else core.lane.tell(body, null, { playerId, body: { ...body, host_state: core.hostState } });
}

/** What the policy of the room does about a host who has left it for good. Says whether the room is to close. */
export function hostHasLeft(core: RoomCore): boolean {
  const { hostPolicy } = core.settings;
  if (hostPolicy === 'none') return true;
  makeHost(core, hostPolicy === 'automatic' ? nextHost(core.seats.all()) : null);
  return false;
}

/** Finds a host for a room whose host is away, or that has none, where the room lets hosts follow each other. */
export function findHost(core: RoomCore, now: number): void {
  if (core.settings.hostPolicy !== 'automatic' || !isHostAway(core, now)) return;
  const next = nextHost(core.seats.all());
  if (next !== null) makeHost(core, next);
}

function isHostAway(core: RoomCore, now: number): boolean {
  const { hostId, seats } = core;
  if (hostId === null) return true;
  const seat = seats.of(hostId);
  if (!seat) return seats.standing(hostId, now) !== 'reserved';
  return seat.lostAt !== null && now - seat.lostAt > patience;
}
