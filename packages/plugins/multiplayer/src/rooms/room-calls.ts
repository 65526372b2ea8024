import { roomError, type RoomInfo, type RoomPlayer } from '@aethex/protocol';
import { mayKnow } from './entrance.js';
import { makeHost } from './hosting.js';
import { changeProperties } from './properties.js';
import type { Actor, RoomAsk } from './room-ask.js';
import type { RoomCore } from './room-core.js';
import { withChanges } from './room-settings.js';
import type { Reservation } from './seat-book.js';
import type { Seat } from './seat.js';

type InputOf<Name extends RoomAsk['name']> = Extract<RoomAsk, { name: Name }>['input'];

/** What a call does to the room as a whole, besides its answer. */
export interface RoomEnds {
  remove(seat: Seat, reason: 'kicked' | 'banned'): void;
  close(): void;
}

/** What the contract lets callers do with one room. Answers are plain data, so that they can travel. */
export class RoomCalls {
  constructor(
    private readonly core: RoomCore,
    private readonly ends: RoomEnds,
  ) {}

  /** Fails with `rooms.not_found` for whom the room is a secret, and with `rooms.forbidden` for who is not its host. */
  answer({ name, input }: RoomAsk, actor: Actor): unknown {
    if (actor.gameId !== this.core.identity.gameId || !this.isKnownTo(actor)) throw roomError('not_found');
    const method = this[name] as (input: never, actor: Actor) => unknown;
    return method.call(this, input as never, actor);
  }

  get(_: InputOf<'get'>, actor: Actor): { room: RoomInfo; players: RoomPlayer[] } {
    if (!this.maySee(actor)) throw roomError('not_found');
    return { room: this.core.info(), players: this.core.members() };
  }

  reserve({ player_ids, seconds }: InputOf<'reserve'>, actor: Actor) {
    const ids = this.reservable(player_ids, actor);
    const { seats, settings } = this.core;
    if (!this.mayRun(actor)) {
      const known = seats.standing(actor.id, this.now) === 'reserved';
      if (!known && settings.visibility === 'private') throw roomError('not_found');
      if (!known && settings.password) throw roomError('password');
      if (!known && settings.locked) throw roomError('locked');
    }
    return this.kept(ids, seconds, 'full');
  }

  renew({ player_ids, seconds }: InputOf<'renew'>, actor: Actor) {
    const ids = this.reservable(player_ids, actor);
    const { seats } = this.core;
    const lost = ids.some((id) => !['reserved', 'seated'].includes(seats.standing(id, this.now)));
    if (lost) throw roomError('seat_expired');
    return this.kept(ids, seconds, 'seat_expired');
  }

  release({ player_ids }: InputOf<'release'>, actor: Actor): null {
    for (const id of this.reservable(player_ids, actor)) this.core.seats.release(id);
    return null;
  }

  update({ properties, expect_revision, ...changes }: InputOf<'update'>, actor: Actor): RoomInfo {
    const { core } = this;
    this.checkHost(actor);
    const { revision } = core;
    if (properties === undefined && expect_revision !== undefined && expect_revision !== revision)
      throw roomError('changed', { properties: core.properties, revision });
    const settings = withChanges(core.settings, changes, core.house.defaults);
    if (properties !== undefined) changeProperties(core, properties, expect_revision);
    core.applySettings(settings);
    return core.info();
  }

  setProperties({ properties, expect_revision }: InputOf<'setProperties'>, actor: Actor): RoomInfo {
    const { core } = this;
    const isMember = core.seats.of(actor.id)?.role === 'player';
    if (!(core.settings.propertiesBy === 'members' && isMember)) this.checkHost(actor);
    changeProperties(core, properties, expect_revision);
    return core.info();
  }

  kick({ player_id }: InputOf<'kick'>, actor: Actor): null {
    this.checkHost(actor);
    this.ends.remove(this.seatOf(player_id), 'kicked');
    return null;
  }

  ban({ player_id, seconds }: InputOf<'ban'>, actor: Actor): null {
    this.checkHost(actor);
    const { seats } = this.core;
    seats.ban(player_id, this.now + seconds * 1000);
    const seat = seats.of(player_id);
    if (seat) this.ends.remove(seat, 'banned');
    this.core.changed();
    return null;
  }

  unban({ player_id }: InputOf<'unban'>, actor: Actor): null {
    this.checkHost(actor);
    this.core.seats.unban(player_id);
    return null;
  }

  transfer({ player_id }: InputOf<'transfer'>, actor: Actor): RoomInfo {
    this.checkHost(actor);
    if (this.seatOf(player_id).role !== 'player') throw roomError('no_player');
    makeHost(this.core, player_id);
    return this.core.info();
  }

  putHostState({ host_state }: InputOf<'putHostState'>, actor: Actor): null {
    this.checkHost(actor);
    this.core.hostState = host_state;
    this.core.changed();
    return null;
  }

  setGroups({ player_id, groups }: InputOf<'setGroups'>, actor: Actor): null {
    this.checkHost(actor);
    this.core.setGroups(this.seatOf(player_id), groups);
    return null;
  }

  close(_: InputOf<'close'>, actor: Actor): null {
    this.checkHost(actor);
    this.ends.close();
    return null;
  }

  keep({ player_ids, groups, seconds }: InputOf<'keep'>, actor: Actor): boolean {
    this.checkHost(actor);
    const players = player_ids.map((playerId) => ({ playerId, groups: groups[playerId] ?? [] }));
    return this.keepSeats(players, seconds);
  }

  free(_: InputOf<'free'>, actor: Actor): number {
    this.checkHost(actor);
    return this.core.seats.free(this.now);
  }

  /** Whether the actor may do what a host may. */
  mayRun(actor: Actor): boolean {
    if (actor.mayModerate) return true;
    const isServers = actor.who === 'server' || actor.who === 'admin';
    return actor.id === (isServers ? this.core.identity.servedBy : this.core.hostId);
  }

  /** Keeps seats for players who are on their way, all or none. Says whether there were enough. */
  keepSeats(
    players: readonly { readonly playerId: string; readonly groups?: readonly string[] }[],
    seconds: number,
  ): boolean {
    const isKept = this.core.seats.reserve(players, this.now + seconds * 1000, this.now);
    if (isKept) this.core.changed();
    return isKept;
  }

  private get now(): number {
    return this.core.house.monotonic();
  }

  /** By id a room is found by its members; by code, which is an invitation, by all who are not banned. */
  private isKnownTo(actor: Actor): boolean {
    return this.mayRun(actor) || this.core.seats.standing(actor.id, this.now) !== 'banned';
  }

  private maySee(actor: Actor): boolean {
    return this.mayRun(actor) || mayKnow(this.core, actor.id, this.core.seats.standing(actor.id, this.now));
  }

  private checkHost(actor: Actor): void {
    if (this.mayRun(actor)) return;
    throw roomError(this.maySee(actor) ? 'forbidden' : 'not_found');
  }

  /** Players speak for themselves; whoever runs the room for others as well. */
  private reservable(ids: readonly string[] | undefined, actor: Actor): readonly string[] {
    const said = ids ?? [actor.id];
    if (said.some((id) => id !== actor.id)) this.checkHost(actor);
    return said;
  }

  private kept(ids: readonly string[], seconds: number, otherwise: 'full' | 'seat_expired') {
    const isKept = this.keepSeats(
      ids.map((playerId) => ({ playerId })),
      seconds,
    );
    if (!isKept) throw roomError(otherwise);
    const { seats } = this.core;
    const { now } = this;
    const some = ids.map((id) => seats.reservation(id)).filter((one): one is Reservation => one !== null);
    return {
      room: this.core.info(),
      seats: some.map(({ playerId, until }) => ({
        player_id: playerId,
        expires_in_seconds: Math.max(0, Math.round((until - now) / 1000)),
      })),
    };
  }

  private seatOf(playerId: string): Seat {
    const seat = this.core.seats.of(playerId);
    if (!seat) throw roomError('no_player');
    return seat;
  }
}
