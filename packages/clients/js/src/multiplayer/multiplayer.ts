import type { LeaveReason, RoomInfo } from '@aethex/protocol';
import { refusal } from '../client-errors.js';
import type { CallError, Mode } from '../contract-types.js';
import { Channels, Listeners, type Undo } from '../listeners.js';
import { inMode } from '../mode.js';
import { success, type ErrorInfo, type Result } from '../result.js';
import type { MultiplayerClient, MultiplayerEvents } from './multiplayer-client.js';
import type { Room, RpcClient } from './room.js';
import type { RoomSession } from './room-session.js';
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
  readonly rooms: RoomSession;
  readonly rpcBook: RpcBook;
  readonly mode: Mode;
}

/** What a game does with rooms, by way of the one it is in. */
export class Multiplayer implements MultiplayerClient {
  readonly rpc: RpcClient;
  private readonly events = new Channels<MultiplayerEvents>();
  private readonly states = new Listeners<[playerId: string, state: PlayerState, change: PlayerState]>();

  constructor(private readonly parts: Parts) {
    const { rooms, rpcBook, mode } = parts;
    this.rpc = inMode(
      {
        register: (method, run) => rpcBook.register(method, run),
        call: (target, method, ...args) => this.inRoom((room) => room.rpc.call(target, method, ...args)),
      } as RpcClient,
      mode,
    );
    rooms.changed.add((room, left) => this.changed(room, left));
  }

  get room(): Room | null {
    return this.parts.rooms.current;
  }

  joinRoom(idOrCode: string, options: JoinOptions = {}): Promise<Result<Room>> {
    return this.parts.rooms.join(idOrCode, options);
  }

  async createRoom({ player_data, signal, ...options }: CreateOptions = {}): Promise<
    Result<Room, CallError<RoomsContract, 'create'>>
  > {
    const made = (await this.parts.rooms.call('create', options, signal)) as Result<RoomInfo>;
    const joined = made.success
      ? await this.joinRoom(made.data.room_id, {
          ...(player_data && { player_data }),
          ...(options.password && { password: options.password }),
          ...(signal && { signal }),
        })
      : made;
    return joined as Result<Room, CallError<RoomsContract, 'create'>>;
  }

  leaveRoom(): Promise<Result<null, ErrorInfo>> {
    return this.parts.rooms.leave(null);
  }

  async listRooms(filter: RoomFilter = {}): Promise<Result<RoomList, CallError<RoomsContract, 'list'>>> {
    return (await this.parts.rooms.call('list', filter)) as Result<
      RoomList,
      CallError<RoomsContract, 'list'>
    >;
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
