export type { Lane, Line } from './edge/line.js';
export { MultiplayerConfig } from './multiplayer.config.js';
export { multiplayerPlugin } from './multiplayer.plugin.js';
export {
  defineRoom,
  roomsPoint,
  type Refusal,
  type RoomContext,
  type RoomHandler,
  type RoomKind,
  type RoomMessage,
} from './rooms/room-handler.js';
export { RoomsForMatches, type MatchRoom } from './rooms/rooms-for-matches.js';
