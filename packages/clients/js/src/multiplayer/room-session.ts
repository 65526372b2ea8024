import type { LeaveReason, ServerFrame } from '@aethex/protocol';
import type { SessionKeeper } from '../auth/session-keeper.js';
import { refusal } from '../client-errors.js';
import type { Mode } from '../contract-types.js';
import type { Caller } from '../http/caller.js';
import { retrying } from '../http/retrying.js';
import { Listeners, type Undo } from '../listeners.js';
import { inMode } from '../mode.js';
import type { Settings } from '../options.js';
import { success, type ErrorInfo, type Result } from '../result.js';
import { answerOf, type AuthOk, type Resume } from '../socket/connection.js';
import type { SocketState } from '../socket/socket-client.js';
import type { SocketKeeper } from '../socket/socket-keeper.js';
import { later } from '../timing.js';
import { JoinedRoom } from './joined-room.js';
import type { Room } from './room.js';
import type { EventFrame, Joined } from './room-model.js';
import type { RoomWires } from './room-wires.js';
import type { RpcBook } from './rpc-book.js';
import type { JoinOptions, RoomsContract } from './shapes.js';
import type { SignalChannel } from './rtc/index.js';
import { signalChannelOf } from './signal-wires.js';
import { unpackerOf } from './unpacker.js';

export interface RoomNeeds {
  readonly settings: Settings;
  readonly keeper: SocketKeeper;
  readonly session: SessionKeeper;
  readonly caller: Caller;
  readonly rpcBook: RpcBook;
  readonly mode: Mode;
}

/** Milliseconds until a seat is asked for again that the server could not give just now. */
const seatPause = 1000;

/** Methods that may be sent again after their answer got lost. */
const repeatable = new Set<string>([
  'create',
  'list',
  'get',
  'update',
  'ban',
  'unban',
  'transfer',
  'putHostState',
  'setGroups',
] satisfies (keyof RoomsContract['methods'])[]);

type Asked = Omit<JoinOptions, 'signal'> & { readonly room_id: string };

/** The one room a client is in at a time: takes a seat, keeps it through breaks, and tells the room what comes in. */
export class RoomSession {
  /** Tells of every room that was joined, and of every end of one. */
  readonly changed = new Listeners<[room: Room | null, left: LeaveReason | null]>();
  private room: JoinedRoom | null = null;
  private shown: Room | null = null;
  private asked: Asked | null = null;
  /** Why the room is read anew, and whether with another seat. */
  private renewing: { readonly reason: string; readonly isOther: boolean } | null = null;
  private resyncing: Promise<Result<null, ErrorInfo>> | null = null;
  private readonly wires: RoomWires;
  private readonly undo: Undo[];

  constructor(private readonly needs: RoomNeeds) {
    const { keeper, settings, session, rpcBook } = needs;
    this.wires = {
      keeper,
      settings,
      rpcBook,
      unpack: () => unpackerOf(keeper),
      manage: (name, input) => this.call(name, input),
      resync: () => this.resync(),
      leave: (room) => this.leave(room),
    };
    keeper.resume = () => this.resume();
    this.undo = [
      keeper.onState((state, code) => this.follow(state, code)),
      session.onChange((player) => this.stay(player?.user_id)),
      ...this.listen(),
    ];
  }

  get current(): Room | null {
    return this.shown;
  }

  /** What P2P and voice need of the room the player is in. */
  signals(): SignalChannel | null {
    return this.room && signalChannelOf(this.room, this.needs);
  }

  async join(room_id: string, { signal, ...options }: JoinOptions): Promise<Result<Room>> {
    const { settings, keeper } = this.needs;
    const asked = { room_id, ...options };
    const answer = await retrying({ policy: settings.retry, repeatable: true, signal }, () =>
      keeper.ask({ type: 'join_room', ...asked }, { ...(signal && { signal }) }),
    );
    if (!answer.success) return answer;
    this.asked = asked;
    return this.shown ? success(this.shown) : refusal('client.not_in_room');
  }

  async leave(room: Room | null): Promise<Result<null, ErrorInfo>> {
    if (!this.room || (room !== null && room !== this.room)) return refusal('client.not_in_room');
    const leaving = this.room;
    // Whatever the server says to it, the player is out; a seat whose connection is broken is given up after a while.
    if (leaving.isConnected) await this.needs.keeper.ask({ type: 'leave_room' });
    if (this.room === leaving) this.end('left');
    return success(null);
  }

  /** Calls a method of the contract, on the socket. */
  call(name: string, input: object, signal?: AbortSignal): Promise<Result<unknown>> {
    const call = {
      method: `rooms.${name}`,
      input,
      repeatable: repeatable.has(name),
      ...(signal && { signal }),
    };
    return this.needs.caller.call(call, this.needs.keeper.send);
  }

  dispose(): void {
    for (const undo of this.undo) undo();
    this.needs.keeper.resume = () => null;
    if (this.room) this.needs.keeper.tell({ type: 'leave_room' });
    if (this.room) this.end('left');
  }

  private listen(): Undo[] {
    const { frames } = this.needs.keeper;
    const events = [
      'player_joined',
      'player_left',
      'player_updated',
      'message',
      'room_updated',
      'host_changed',
    ];
    return [
      frames.on('auth_ok', (frame) => this.signedIn(frame)),
      frames.on('room_joined', (frame) => this.joined(frame)),
      frames.on('room_left', ({ room_id: id, reason }) => id === this.room?.id && this.isOut(reason)),
      frames.on('resync_required', ({ reason }) => this.outOfStep(reason)),
      frames.on('state_update', (frame) => this.room?.roomStates.take(frame)),
      frames.on('player_state', (frame) => this.room?.roomStates.take(frame)),
      frames.on('ack', (frame) => this.handled(frame)),
      frames.on('error', (frame) => this.refused(frame)),
      frames.on('rpc', ({ seq, method, from, args }) => {
        if (this.room?.model.isNew(seq)) this.needs.rpcBook.hear(method, from, args);
      }),
      ...events.map((type) => frames.on(type as EventFrame['type'], (frame) => this.event(frame))),
    ];
  }

  private event(frame: EventFrame): void {
    if (!this.room?.model.isNew(frame.seq)) return;
    this.room.model.hear(frame);
    if (frame.type === 'player_left') this.room.roomStates.forget(frame.player_id);
  }

  /** An `ack` of nothing in particular says that a seat was resumed, and that all that was missed has been told. */
  private handled(frame: Extract<ServerFrame, { type: 'ack' }>): void {
    const { room } = this;
    if (frame.ref !== undefined) return room?.lane.answered(frame.ref, success(frame));
    if (!room || room.isConnected) return;
    room.isConnected = true;
    room.lane.resumed(frame.n);
    room.sender.restart();
    room.model.events.tell('resumed');
  }

  private refused(frame: Extract<ServerFrame, { type: 'error' }>): void {
    const answer = answerOf(frame);
    if (answer.success || !this.room) return;
    if (answer.error.code === 'rooms.not_joined') return this.unseated(this.room, frame.ref);
    if (frame.ref === undefined) this.room.model.events.tell('refused', answer.error);
    else this.room.lane.answered(frame.ref, answer);
  }

  /** The server knows nothing of the seat, as after a node died with what it had to tell: a new one is taken. */
  private unseated(room: JoinedRoom, ref: unknown): void {
    if (!room.isConnected) return;
    room.isConnected = false;
    room.lane.unseated(ref);
    room.sender.broken();
    room.model.events.tell('dropped', room.info.hold_seconds);
    void this.takeSeat(room);
  }

  private joined(frame: Joined): void {
    if (this.room?.id === frame.room.room_id) return this.renew(this.room, frame);
    if (this.room) this.end('switched');
    this.room = new JoinedRoom(frame, this.wires, this.needs.mode);
    this.shown = inMode<Room>(this.room, this.needs.mode);
    this.changed.tell(this.shown, null);
  }

  /** The same room as a whole: after a break that was too long, or because it was asked for. */
  private renew(room: JoinedRoom, frame: Joined): void {
    const { reason, isOther } = this.renewing ?? { reason: 'asked', isOther: false };
    this.renewing = null;
    room.isConnected = true;
    room.model.replace(frame);
    room.roomStates.restart(frame.state, frame.server_ts);
    if (isOther) room.lane.reseated();
    else room.lane.resumed(frame.n);
    room.sender.restart(Object.keys(frame.state[room.model.selfId] ?? {}));
    room.model.events.tell('resynced', reason);
  }

  private resume(): Resume | null {
    return this.room && { token: this.room.model.resumeToken, seq: this.room.model.seq };
  }

  private signedIn({ resumed }: AuthOk): void {
    const { room } = this;
    if (!room || room.isConnected) return;
    room.clock.start();
    if (!resumed) void this.takeSeat(room);
  }

  private outOfStep(reason: string): void {
    const { room } = this;
    if (reason === 'seat_expired' && room?.isConnected) return this.unseated(room, undefined);
    if (reason === 'seat_expired' && room) return void this.takeSeat(room);
    this.renewing ??= { reason, isOther: false };
  }

  /** Whose seat was dropped is out, unless another one is asked for already. */
  private isOut(reason: LeaveReason): void {
    if (reason !== 'dropped' || !this.renewing?.isOther) this.end(reason);
  }

  /** The seat is gone, the room perhaps not. */
  private async takeSeat(room: JoinedRoom): Promise<void> {
    if (this.room !== room || room.isConnected) return;
    this.renewing = { reason: 'seat_expired', isOther: true };
    const asked = { ...this.asked, room_id: room.id };
    const answer = await this.needs.keeper.ask({ type: 'join_room', ...asked });
    // After a break it is begun anew.
    if (answer.success || answer.error.code.startsWith('client.')) return;
    if (answer.error.retry) return void later(seatPause, () => void this.takeSeat(room));
    if (this.room === room) this.end('expired');
  }

  private resync(): Promise<Result<null, ErrorInfo>> {
    this.resyncing ??= this.needs.keeper.ask({ type: 'resync' }).then((answer) => {
      this.resyncing = null;
      return answer.success ? success(null) : answer;
    });
    return this.resyncing;
  }

  private follow(state: SocketState, code: number | undefined): void {
    const { room } = this;
    if (!room) return;
    if (state === 'closed') return this.end('session_ended');
    if (state === 'open' || !room.isConnected) return;
    room.isConnected = false;
    this.renewing = null;
    room.clock.stop();
    room.lane.broken(code);
    room.sender.broken();
    room.model.events.tell('dropped', room.info.hold_seconds);
  }

  /** Another player has no seat in this room. */
  private stay(playerId: string | undefined): void {
    if (this.room && playerId !== this.room.model.selfId) this.end('session_ended');
  }

  private end(reason: LeaveReason): void {
    const { room } = this;
    this.room = this.shown = this.asked = this.renewing = null;
    room?.end(reason);
    this.changed.tell(null, reason);
  }
}
