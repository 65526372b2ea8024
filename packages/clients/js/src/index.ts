export { createClient, type Client } from './create-client.js';
export type { AuthClient } from './auth/auth-client.js';
export type {
  DeviceCode,
  DeviceCodeOptions,
  FlowOptions,
  FlowsClient,
  LinkedIdentity,
  LoopbackListener,
  OpenBrowser,
  ProviderInfo,
  SignedInWith,
} from './auth/flows/shapes.js';
export type { Player, SessionChange } from './auth/session.js';
export type { ClientErrorCode } from './client-errors.js';
export type { CallError, CallOptions, ContractClient, Mode, Reply, UseOptions } from './contract-types.js';
export type { GameVoice, MultiplayerClient, MultiplayerEvents } from './multiplayer/multiplayer-client.js';
export type {
  Match,
  MatchmakingClient,
  MatchmakingEvents,
  Proposal,
  QueueBehaviour,
  QueueOptions,
  QueueStatus,
  QueueTicket,
  TicketEvents,
  TicketInfo,
} from './multiplayer/matchmaking-client.js';
export type { Interpolation } from './multiplayer/interpolation.js';
export type { Room, RpcClient } from './multiplayer/room.js';
export type {
  CreateOptions,
  InterpolationOptions,
  JoinOptions,
  PlayerState,
  RoomEvents,
  RoomFilter,
  RoomList,
  RoomMessage,
  RpcFunction,
  SendOptions,
  Sent,
  Target,
} from './multiplayer/shapes.js';
export type { Undo } from './listeners.js';
export type {
  ClientOptions,
  FetchLike,
  RealtimeOptions,
  ResponseLike,
  WebSocketClass,
  WebSocketLike,
} from './options.js';
export { AethexClientError, type ErrorInfo, type Failure, type Result, type Success } from './result.js';
export type { RetryPolicy } from './rules/back-off.js';
export type { TypeCodec, Types } from './rules/codec.js';
export type { SavesClient } from './saves/saves-client.js';
export type {
  BytesOptions,
  Loaded,
  BothVersions,
  OpenConflict,
  PendingSave,
  Resolution,
  Resolved,
  SaveConflict,
  SaveInfo,
  SaveOptions,
  SavesEvents,
  SaveSummary,
  SyncReport,
  WaysOut,
} from './saves/shapes.js';
export type { SocketClient, SocketState } from './socket/socket-client.js';
export type { ClientStorage } from './storage/client-storage.js';
export type {
  P2pClient,
  P2pEvents,
  Path,
  VoiceClient,
  VoiceEvents,
  VoiceMember,
  VoiceOptions,
  VoiceTicket,
} from './multiplayer/rtc/index.js';
export { memoryStorage } from './storage/memory-storage.js';
export { webStorage } from './storage/web-storage.js';
