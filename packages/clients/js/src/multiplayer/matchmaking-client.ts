import type { Answer, Asked, matchmaking, RealtimeServerFrame } from '@aethex/protocol';
import type { CallError, Mode, Reply } from '../contract-types.js';
import type { Undo } from '../listeners.js';
import type { ErrorInfo } from '../result.js';
import type { Room } from './room.js';
import type { JoinOptions } from './shapes.js';

export type MatchmakingContract = typeof matchmaking;
type Methods = MatchmakingContract['methods'];
export type Managed<M extends Mode, Name extends keyof Methods> = Reply<
  M,
  Answer<MatchmakingContract, Name>,
  CallError<MatchmakingContract, Name>
>;

/** `{ mode, region, skill_range }`, or whatever else the rules of a queue ask for. */
export type QueueOptions = Asked<MatchmakingContract, 'join'>;
export type TicketInfo = Answer<MatchmakingContract, 'get'>;
type Told<Type extends RealtimeServerFrame['type']> = Omit<
  Extract<RealtimeServerFrame, { type: Type }>,
  'type' | 'server_ts'
>;
/** How a ticket is doing. */
export type QueueStatus = Told<'queue_status'>;
/** A match that wants to be accepted, until `expires_at` (milliseconds since 1970). */
export type Proposal = Told<'match_found'>;
/** A match with its room, where a seat is kept until `expires_at`. */
export type Match = Proposal & { readonly room_id: string };

export interface QueueBehaviour {
  /** Join the room of the match at once, with this `player_data`. */
  readonly autoJoin?: boolean | Pick<JoinOptions, 'player_data'>;
  readonly signal?: AbortSignal;
}

export interface TicketEvents<M extends Mode = 'result'> {
  status: [status: QueueStatus];
  /** The queue asks its players: `accept()` or `decline()`. */
  accepting: [match: Proposal];
  /** The room is there: join it, unless `autoJoin` does. */
  found: [match: Match];
  /** With `autoJoin`: the player is in the room. */
  joined: [room: Room<M>];
  /** With `autoJoin`: the room could not be joined. */
  failed: [error: ErrorInfo];
  /** The ticket has ended without a match. */
  ended: [reason: string];
}

/** A place in a queue. It outlives a broken connection by 30 seconds. */
export interface QueueTicket<M extends Mode = 'result'> {
  readonly id: string;
  readonly queue: string;
  /** As it was told last. */
  readonly status: TicketInfo['status'];
  on<Name extends keyof TicketEvents<M>>(
    event: Name,
    listener: (...args: TicketEvents<M>[Name]) => void,
  ): Undo;
  leave(): Managed<M, 'leave'>;
  accept(): Managed<M, 'accept'>;
  decline(): Managed<M, 'decline'>;
  /** Which rule turns away how many others, and when that will be enough. */
  why(): Managed<M, 'why'>;
  /** Asks how it is doing. */
  look(): Managed<M, 'get'>;
}

export interface MatchmakingEvents {
  /** A match was found for any ticket of the player, and its room is there. */
  matchFound: [match: Match];
  /** A match of any ticket wants to be accepted. */
  accepting: [match: Proposal];
  queueUpdated: [status: QueueStatus];
  /** A leader queued with the player: agree by `joinQueue({ party_id })`. */
  invited: [invitation: { readonly party_id: string; readonly queue: string; readonly leader_id: string }];
}

/** Queues that find matches. */
export interface MatchmakingClient<M extends Mode = 'result'> {
  joinQueue(
    options?: QueueOptions,
    behaviour?: QueueBehaviour,
  ): Reply<M, QueueTicket<M>, CallError<MatchmakingContract, 'join'>>;
  /** Tickets that are under way, such as those of before a reload. */
  tickets(behaviour?: QueueBehaviour): Reply<M, QueueTicket<M>[], CallError<MatchmakingContract, 'mine'>>;
  queues(): Managed<M, 'queues'>;
  stats(queue: string): Managed<M, 'stats'>;
  /** Milliseconds to each region, for `latencies`: the quickest of a few requests to each url. Who cannot be reached is left out. */
  measureLatencies(urls: Readonly<Record<string, string>>): Promise<Record<string, number>>;
  on<Name extends keyof MatchmakingEvents>(
    event: Name,
    listener: (...args: MatchmakingEvents[Name]) => void,
  ): Undo;
}
