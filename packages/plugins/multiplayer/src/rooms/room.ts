import { roomError, type LeaveReason } from '@aethex/protocol';
import type { Line } from '../edge/line.js';
import type { HookFailure } from '../multiplayer.metrics.js';
import { comeBack, enter, proves, refusal, takeOver } from './entrance.js';
import { findHost, hostHasLeft } from './hosting.js';
import { checkPlayerData, MemberDesk } from './member-desk.js';
import type { Actor, RoomAsk } from './room-ask.js';
import { RoomCalls } from './room-calls.js';
import type { RoomCore } from './room-core.js';
import type { MemberFrame, RoomDoor } from './room-door.js';
import type { RoomHandler } from './room-handler.js';
import { RoomScript } from './room-script.js';
import type { JoinRequest, ResumeRequest, Seat } from './seat.js';
import { isSignal, signalRoomOf } from './signals.js';
import { andThen } from './and-then.js';

type Told = { readonly ref?: string | number | undefined };
type Facts = Readonly<Record<string, unknown>>;

/** Milliseconds a seat is kept at least once its player has been told that they may come back. */
const grace = 5_000;

/** A room on the node that owns it. */
export class Room implements RoomDoor {
  readonly script: RoomScript;
  private readonly calls: RoomCalls;
  private readonly desk: MemberDesk;
  private ticks: (() => void)[] = [];

  constructor(
    readonly core: RoomCore,
    handler: RoomHandler | null,
    private readonly ended: (room: Room) => void,
  ) {
    const ends = {
      remove: (seat: Seat, reason: LeaveReason) => this.remove(seat, reason),
      close: () => this.close(),
      failed: (how: HookFailure, hook: string, cause: unknown) => this.failed(how, hook, cause),
    };
    this.script = new RoomScript(core, handler, ends);
    this.calls = new RoomCalls(core, ends);
    this.desk = new MemberDesk(core, this.script.hearing);
    this.wind();
  }

  get roomId(): string {
    return this.core.identity.roomId;
  }

  get gameId(): string {
    return this.core.identity.gameId;
  }

  join(request: JoinRequest, line: Line): void | Promise<void> {
    return this.script.run(() => this.admit(request, line));
  }

  mayResume(playerId: string, secret: string): boolean {
    const seat = this.core.seats.of(playerId);
    if (!seat || !proves(seat, secret)) return false;
    if (seat.heldUntil !== null) seat.heldUntil = Math.max(seat.heldUntil, this.now + grace);
    return true;
  }

  resume(request: ResumeRequest, line: Line): boolean | Promise<boolean> {
    return this.script.run(() => {
      const { core } = this;
      const seat = core.seats.of(request.playerId);
      if (!core.isOpen || !seat || !proves(seat, request.secret)) return false;
      comeBack(core, seat, request, line);
      this.script.cameBack(core.view(seat));
      return true;
    });
  }

  take(seatId: string, frame: MemberFrame): void | Promise<void> {
    const { core, script } = this;
    if (!isSignal(frame)) return script.run(() => this.desk.take(this.member(seatId), frame));
    return core.house.signals.handle(signalRoomOf(core), this.member(seatId).playerId, frame);
  }

  takeState(seatId: string, data: Facts, timestamp: number | undefined, bytes: number): void {
    const { core } = this;
    const seat = core.seats.withId(seatId);
    if (!seat || seat.role !== 'player' || !core.isOpen) return;
    core.checkState(seat, data, bytes);
    core.house.metrics.stateIn();
    if (!this.script.judgesStates) return core.sync.take(seat.playerId, data, timestamp);
    void andThen(this.script.judge(seat.playerId, data), (judged) => {
      if (judged === null || !core.isOpen) return;
      core.sync.take(seat.playerId, judged ?? data, timestamp);
    });
  }

  missed(seatId: string): void {
    this.core.house.metrics.dropped('state');
    this.core.sync.keyframeFor(seatId);
  }

  drop(seatId: string): void {
    void this.script.run(() => {
      const { core } = this;
      const seat = core.seats.withId(seatId);
      if (!seat?.line || !core.isOpen) return;
      if (core.settings.holdSeconds === 0) return this.remove(seat, 'dropped');
      core.hold(seat);
      this.script.droppedOut(core.view(seat));
    });
  }

  leave(seatId: string, reason: LeaveReason, tell?: Told): void | Promise<void> {
    return this.script.run(() => {
      const seat = this.core.seats.withId(seatId);
      if (seat && this.core.isOpen) this.remove(seat, reason, tell ?? null);
    });
  }

  async ask(ask: RoomAsk, actor: Actor): Promise<unknown> {
    return this.script.run(() => {
      this.checkOpen();
      return this.calls.answer(ask, actor);
    });
  }

  /** Keeps seats for players who are on their way, all or none. Says whether there were enough. */
  keepSeats(players: Parameters<RoomCalls['keepSeats']>[0], seconds: number): boolean {
    return this.calls.keepSeats(players, seconds);
  }

  /** Looks after everything that has an end; called a few times a second. */
  check(now: number): void {
    const { core } = this;
    if (!core.isOpen) return;
    if (core.isForgotten(now)) this.close();
    for (const seat of core.seats.all()) {
      if (seat.heldUntil === null || seat.heldUntil > now) continue;
      core.house.metrics.dropped('seat');
      this.remove(seat, 'dropped');
    }
    findHost(core, now);
    core.seats.tidy(now);
  }

  /** Whether a list shows the room to this player. */
  isListedFor(playerId: string): boolean {
    const { isOpen, settings, seats } = this.core;
    return isOpen && settings.visibility === 'public' && seats.standing(playerId, this.now) !== 'banned';
  }

  /** Ends the room behind what is under way; everybody is told. Ending twice is no error. */
  close(): void {
    if (this.core.isOpen) this.script.closing(() => this.end('closed'));
  }

  /** Ends the room here and tells its members nothing: it lives on elsewhere, or another node owns it. */
  abandon(): void {
    this.core.isOpen = false;
    for (const undo of this.ticks.splice(0)) undo();
    this.ended(this);
  }

  private get now(): number {
    return this.core.house.monotonic();
  }

  private checkOpen(): void {
    if (!this.core.isOpen) throw roomError('not_found');
  }

  private member(seatId: string): Seat {
    const seat = this.core.seats.withId(seatId);
    if (!seat || !this.core.isOpen) throw roomError('not_joined');
    return seat;
  }

  private admit(request: JoinRequest, line: Line): void | Promise<void> {
    const { core, script } = this;
    const { playerId: player_id, playerData: player_data } = request;
    this.checkOpen();
    checkPlayerData(core, player_data);
    const seat = core.seats.of(player_id);
    const role = request.isSpectator ? 'spectator' : 'player';
    if (seat?.role === role) return this.takeSeatOver(seat, request, line);
    const refused = seat ? null : refusal(core, request, this.now);
    if (refused) throw refused;
    if (seat && !core.seats.hasPlace(player_id, role, this.now)) throw roomError('full');
    return andThen(script.admit({ player_id, player_data }), () => {
      this.checkOpen();
      if (seat) this.remove(seat, 'switched');
      script.joined(core.view(enter(core, request, line)));
    });
  }

  private takeSeatOver(seat: Seat, request: JoinRequest, line: Line): void {
    const wasAway = seat.line === null;
    takeOver(this.core, seat, request, line);
    if (wasAway) this.script.cameBack(this.core.view(seat));
  }

  private remove(seat: Seat, reason: LeaveReason, tell: Told | null = {}): void {
    const player = this.core.view(seat);
    this.core.remove(seat, reason, tell);
    this.script.left(player, reason);
    if (player.is_host && hostHasLeft(this.core)) this.close();
  }

  private wind(): void {
    const { core, script } = this;
    const { wheel } = core.house;
    const { handler } = script;
    if (handler?.onTick) this.ticks.push(wheel.add(handler.tickRate ?? 20, () => script.tick()));
    this.ticks.push(core.sync.ride(wheel));
  }

  private failed(how: HookFailure, hook: string, cause: unknown): void {
    if (!this.core.isOpen) return;
    const { house, identity } = this.core;
    const { roomId: room, kind } = identity;
    house.metrics.hookFailed(how);
    house.logger.error(
      { err: cause, room, kind, hook, how },
      'a room handler failed, and its room was ended',
    );
    this.end('failed');
  }

  private end(reason: 'closed' | 'failed'): void {
    if (!this.core.isOpen) return;
    this.core.dismiss(reason);
    this.abandon();
  }
}
