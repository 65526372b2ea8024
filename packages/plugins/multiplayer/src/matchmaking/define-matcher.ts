import type { Extension } from '@aethex/core';
import type { QueueConfig } from './rules/queue-config.js';
import type { WaitingTicket } from './rules/ticket.js';

/** The queue as a matcher sees it. */
export interface MatcherView {
  readonly queue: QueueConfig;
  /** Who waits, oldest first. */
  readonly tickets: readonly WaitingTicket[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Ids of tickets that are to play together, and the team of each where there are teams. */
export interface MatcherAnswer {
  readonly tickets: readonly string[];
  readonly teams?: readonly (string | null)[];
}

/** Decides who plays together in place of the rules. It must not take long: the node does nothing else meanwhile. */
export type Matcher = (view: MatcherView) => readonly MatcherAnswer[];

export const matcherPoint = 'multiplayer.matcher';

export interface QueueMatcher {
  readonly queue: string;
  readonly match: Matcher;
}

/** Gives a queue a matcher of one's own: `definePlugin({ id: 'cups', extends: [defineMatcher('cup', …)] })`. */
export const defineMatcher = (queue: string, match: Matcher): Extension<QueueMatcher> => ({
  point: matcherPoint,
  value: { queue, match },
});
