import type { Answer, Asked, JsonValue, LeaveReason, RoomInfo, RoomPlayer } from '@aethex/protocol';
import type { CallError, Mode } from '../contract-types.js';
import type { Undo } from '../listeners.js';
import { inMode } from '../mode.js';
import type { ErrorInfo, Result } from '../result.js';
import { EventLane } from './event-lane.js';
import { SmoothStates, type Interpolation } from './interpolation.js';
import type { Room, RpcClient } from './room.js';
import { RoomModel, type Joined } from './room-model.js';
import { RoomStates } from './room-states.js';
import type { RoomWires } from './room-wires.js';
import type { State } from './rules/snapshots.js';
import { ServerClock } from './server-clock.js';
import type { InterpolationOptions, RoomEvents, RoomsContract, SendOptions, Sent, Target } from './shapes.js';
import { StateSender } from './state-sender.js';

type Methods = RoomsContract['methods'];
type Managed<Name extends keyof Methods> = Promise<
  Result<Answer<RoomsContract, Name>, CallError<RoomsContract, Name>>
>;
type Told = Promise<Result<Sent, ErrorInfo>>;

/** A room as the game holds it. What comes in is told to it by the room session. */
export class JoinedRoom implements Room {
  readonly rpc: RpcClient;
  readonly model: RoomModel;
  readonly roomStates: RoomStates;
  readonly lane: EventLane;
  readonly sender: StateSender;
  readonly clock: ServerClock;
  isConnected = true;
  private readonly smooth = new Set<Interpolation>();

  constructor(
    joined: Joined,
    private readonly wires: RoomWires,
    mode: Mode,
  ) {
    const { keeper, settings, rpcBook } = wires;
    this.model = new RoomModel(joined, settings.types);
    this.roomStates = new RoomStates(settings.types, wires.unpack);
    this.lane = new EventLane(keeper, settings);
    this.sender = new StateSender(keeper, settings, () => this.info.tick_rate);
    this.clock = new ServerClock(keeper);
    const call = (target: Target, method: string, ...args: readonly unknown[]): Told =>
      this.lane.send({ type: 'rpc', method, target, args });
    const rpc: RpcClient = { register: (method, run) => rpcBook.register(method, run), call };
    this.rpc = inMode(rpc, mode);
    this.roomStates.events.on('changed', (id, state, change) => this.changed(id, state, change));
    this.roomStates.events.on('unseen', (id) => this.model.events.tell('unseen', id));
    this.roomStates.events.on('lost', () => void this.resync());
    this.roomStates.restart(joined.state, joined.server_ts);
    this.clock.start();
  }

  get id(): string {
    return this.info.room_id;
  }

  get code(): string {
    return this.info.code;
  }

  get info(): RoomInfo {
    return this.model.info;
  }

  get properties(): Readonly<Record<string, unknown>> {
    return this.info.properties;
  }

  get players(): ReadonlyMap<string, RoomPlayer> {
    return this.model.players;
  }

  get self(): RoomPlayer {
    return this.model.self;
  }

  get host(): RoomPlayer | null {
    return this.model.host;
  }

  get isHost(): boolean {
    return this.info.host_id === this.model.selfId;
  }

  get hostState(): unknown {
    return this.model.hostState;
  }

  get states(): ReadonlyMap<string, State> {
    return this.roomStates.all;
  }

  on<Name extends keyof RoomEvents>(event: Name, listener: (...args: RoomEvents[Name]) => void): Undo {
    return this.model.events.on(event, listener);
  }

  sendState(data: Readonly<Record<string, unknown>>): void {
    this.sender.merge(data);
  }

  playerState(playerId: string): State | null {
    return this.states.get(playerId) ?? null;
  }

  interpolation(options: InterpolationOptions = {}): Interpolation {
    const tickMs = (): number => 1000 / (this.info.tick_rate || 20);
    const smooth = new SmoothStates({ states: this.roomStates, clock: this.clock, tickMs }, options);
    this.smooth.add(smooth);
    return smooth;
  }

  serverNow(): number {
    return this.clock.serverNow();
  }

  send(content: unknown, { to, channel }: SendOptions = {}): Told {
    const body = typeof content === 'string' ? { text: content } : { data: content };
    return this.lane.send({ type: 'send_message', ...body, to, channel });
  }

  setProperties(
    properties: Readonly<Record<string, unknown>>,
    { expectRevision }: { readonly expectRevision?: number } = {},
  ): Told {
    return this.lane.send({ type: 'set_properties', properties, expect_revision: expectRevision });
  }

  setPlayerData(data: Readonly<Record<string, unknown>>): Told {
    return this.lane.send({ type: 'set_player_data', player_data: data });
  }

  resync(): Promise<Result<null, ErrorInfo>> {
    return this.wires.resync();
  }

  leave(): Promise<Result<null, ErrorInfo>> {
    return this.wires.leave(this);
  }

  putHostState(state: unknown): Managed<'putHostState'> {
    return this.manage('putHostState', { host_state: state as JsonValue });
  }

  transferHost(playerId: string): Managed<'transfer'> {
    return this.manage('transfer', { player_id: playerId });
  }

  kick(playerId: string): Managed<'kick'> {
    return this.manage('kick', { player_id: playerId });
  }

  ban(playerId: string, seconds?: number): Managed<'ban'> {
    return this.manage('ban', { player_id: playerId, ...(seconds !== undefined && { seconds }) });
  }

  unban(playerId: string): Managed<'unban'> {
    return this.manage('unban', { player_id: playerId });
  }

  lock(locked: boolean): Managed<'update'> {
    return this.manage('update', { locked });
  }

  setGroups(playerId: string, groups: readonly string[]): Managed<'setGroups'> {
    return this.manage('setGroups', { player_id: playerId, groups: [...groups] });
  }

  close(): Managed<'close'> {
    return this.manage('close', {});
  }

  /** It is over: nothing is sent, measured or told any more. */
  end(reason: LeaveReason): void {
    this.isConnected = false;
    this.lane.end();
    this.sender.end();
    this.clock.stop();
    for (const smooth of this.smooth) smooth.stop();
    this.model.events.tell('left', reason);
  }

  private manage<Name extends keyof Methods>(
    name: Name,
    input: Omit<Asked<RoomsContract, Name>, 'room_id'>,
  ): Managed<Name> {
    return this.wires.manage(name, { room_id: this.id, ...input }) as Managed<Name>;
  }

  /** One's own state comes back as well; it is news only where the server decides. */
  private changed(id: string, state: State, change: State): void {
    if (id === this.model.selfId && this.info.kind === 'relay') return;
    this.model.events.tell('state', id, state, change);
  }
}
