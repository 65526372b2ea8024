export type { Lane, Line } from './edge/line.js';
export {
  defineMatcher,
  matcherPoint,
  type Matcher,
  type MatcherAnswer,
  type MatcherView,
  type QueueMatcher,
} from './matchmaking/define-matcher.js';
export { MatchResults } from './matchmaking/results.js';
export { TicketRecorder } from './matchmaking/recorder.js';
export { findMatches } from './matchmaking/rules/find-matches.js';
export { defaultQueue, QueueConfig, type QueueInput } from './matchmaking/rules/queue-config.js';
export { RecordedLine, ticketOfLine } from './matchmaking/rules/recording.js';
export { replay, type Quantiles, type Replay } from './matchmaking/rules/simulate.js';
export type { WaitingTicket } from './matchmaking/rules/ticket.js';
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
