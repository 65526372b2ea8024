import type { LeaveReason, RoomInfo } from '@aethex/protocol';
import { refusal } from '../client-errors.js';
import type { CallError, Mode } from '../contract-types.js';
import { Channels, Listeners, type Undo } from '../listeners.js';
import { inMode } from '../mode.js';
import type { ErrorInfo, Result } from '../result.js';
import type { EngineRoom } from './engine-room.js';
import type { MatchmakingClient } from './matchmaking-client.js';
import type { GameVoice, MultiplayerClient, MultiplayerEvents } from './multiplayer-client.js';
import type { Room, RpcClient } from './room.js';
import type { P2pClient } from './rtc/index.js';
import type { RpcBook } from './rpc-book.js';
import type {
  CreateOptions,
  JoinOptions,
  PlayerState,
  RoomFilter,
  RoomList,
  RoomsContract,
  SendOptions,
  Sent,
} from './shapes.js';

interface Parts {
  readonly engineRoom: EngineRoom;
  readonly matchmaking: MatchmakingClient;
  readonly voice: GameVoice;
  readonly p2p: P2pClient;
  readonly rpcBook: RpcBook;
  readonly mode: Mode;
}

/** What a game does with rooms, by way of the one it is in. */
export class Multiplayer implements MultiplayerClient {
  readonly rpc: RpcClient;
  readonly matchmaking: MatchmakingClient;
  readonly voice: GameVoice;
  readonly p2p: P2pClient;
  private readonly events = new Channels<MultiplayerEvents>();
  private readonly states = new Listeners<[playerId: string, state: PlayerState, change: PlayerState]>();

  constructor(private readonly parts: Parts) {
    const { rpcBook, mode, engineRoom } = parts;
    this.matchmaking = parts.matchmaking;
    this.voice = parts.voice;
    this.p2p = parts.p2p;
    engineRoom.started.add(({ rooms }) => rooms.changed.add((room, left) => this.changed(room, left)));
    const rpc: RpcClient = {
      register: (method, run) => rpcBook.register(method, run),
      call: (target, method, ...args) => this.inRoom((room) => room.rpc.call(target, method, ...args)),
    };
    this.rpc = inMode(rpc, mode);
  }

  get room(): Room | null {
    return this.parts.engineRoom.running?.rooms.current ?? null;
  }

  async joinRoom(idOrCode: string, options: JoinOptions = {}): Promise<Result<Room>> {
    const engine = await this.parts.engineRoom.start();
    return engine.success ? engine.data.rooms.join(idOrCode, options) : engine;
  }

  async createRoom({ player_data, signal, ...options }: CreateOptions = {}): Promise<
    Result<Room, CallError<RoomsContract, 'create'>>
  > {
    const made = (await this.call('create', options, signal)) as Result<RoomInfo>;
    const joined = made.success
      ? await this.joinRoom(made.data.room_id, {
          ...(player_data && { player_data }),
          ...(options.password && { password: options.password }),
          ...(signal && { signal }),
        })
      : made;
    return joined as Result<Room, CallError<RoomsContract, 'create'>>;
  }

  async leaveRoom(): Promise<Result<null, ErrorInfo>> {
    const { running } = this.parts.engineRoom;
    return running ? running.rooms.leave(null) : refusal('client.not_in_room');
  }

  async listRooms(filter: RoomFilter = {}): Promise<Result<RoomList, CallError<RoomsContract, 'list'>>> {
    return (await this.call('list', filter)) as Result<RoomList, CallError<RoomsContract, 'list'>>;
  }

  on<Name extends keyof MultiplayerEvents>(
    event: Name,
    listener: (...args: MultiplayerEvents[Name]) => void,
  ): Undo {
    return this.events.on(event, listener);
  }

  sendState(data: Readonly<Record<string, unknown>>): void {
    this.room?.sendState(data);
  }

  onState(listener: (playerId: string, state: PlayerState, change: PlayerState) => void): Undo {
    return this.states.add(listener);
  }

  playerState(playerId: string): PlayerState | null {
    return this.room?.playerState(playerId) ?? null;
  }

  send(content: unknown, options?: SendOptions): Promise<Result<Sent, ErrorInfo>> {
    return this.inRoom((room) => room.send(content, options));
  }

  dispose(): void {
    this.parts.engineRoom.dispose();
  }

  private async call(
    name: keyof RoomsContract['methods'],
    input: object,
    signal?: AbortSignal,
  ): Promise<Result<unknown>> {
    const engine = await this.parts.engineRoom.start();
    return engine.success ? engine.data.rooms.call(name, input, signal) : engine;
  }

  private async inRoom(work: (room: Room) => Promise<Result<Sent>>): Promise<Result<Sent>> {
    const { room } = this;
    return room ? work(room) : refusal('client.not_in_room');
  }

  private changed(room: Room | null, left: LeaveReason | null): void {
    if (left !== null) this.events.tell('roomLeft', left);
    if (!room) return;
    room.on('state', (...told) => this.states.tell(...told));
    this.events.tell('roomJoined', room);
  }
}
