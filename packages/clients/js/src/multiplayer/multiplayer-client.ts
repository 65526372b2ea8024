import type { LeaveReason } from '@aethex/protocol';
import type { CallError, Mode, Reply } from '../contract-types.js';
import type { Undo } from '../listeners.js';
import type { ErrorInfo } from '../result.js';
import type { MatchmakingClient } from './matchmaking-client.js';
import type { Room, RpcClient } from './room.js';
import type { P2pClient, VoiceClient } from './rtc/index.js';
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

export interface MultiplayerEvents<M extends Mode = 'result'> {
  roomJoined: [room: Room<M>];
  roomLeft: [reason: LeaveReason];
}

/** The voice of whichever room the player is in. */
export interface GameVoice<M extends Mode = 'result'> extends VoiceClient<M> {
  /** Lets nothing of a player be heard here, or everything again. Nobody else notices. */
  mutePlayer(playerId: string, isMuted: boolean): void;
}

/** Rooms, states and messages. A client is in one room at a time; joining another one leaves the first. */
export interface MultiplayerClient<M extends Mode = 'result'> {
  /** The room the player is in, or `null`. */
  readonly room: Room<M> | null;
  readonly rpc: RpcClient<M>;
  readonly matchmaking: MatchmakingClient<M>;
  readonly voice: GameVoice<M>;
  readonly p2p: P2pClient<M>;
  /** Joins by the id of a room or by its code, and opens the socket for it. */
  joinRoom(idOrCode: string, options?: JoinOptions): Reply<M, Room<M>, ErrorInfo>;
  /** Makes a room and joins it as its host. */
  createRoom(options?: CreateOptions): Reply<M, Room<M>, CallError<RoomsContract, 'create'>>;
  leaveRoom(): Reply<M, null, ErrorInfo>;
  /** The public rooms of the game, the newest first. */
  listRooms(filter?: RoomFilter): Reply<M, RoomList, CallError<RoomsContract, 'list'>>;
  on<Name extends keyof MultiplayerEvents<M>>(
    event: Name,
    listener: (...args: MultiplayerEvents<M>[Name]) => void,
  ): Undo;

  /** The same as {@link Room.sendState} of the room the player is in; outside of rooms it does nothing. */
  sendState(data: Readonly<Record<string, unknown>>): void;
  /** Tells the merged state of a player whenever it changes, in every room. */
  onState(listener: (playerId: string, state: PlayerState, change: PlayerState) => void): Undo;
  playerState(playerId: string): PlayerState | null;
  send(content: unknown, options?: SendOptions): Reply<M, Sent, ErrorInfo>;
}
