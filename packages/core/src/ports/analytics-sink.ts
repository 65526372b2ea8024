import type { JsonValue } from '@aethex/protocol';

export interface AnalyticsEvent {
  readonly eventId: string;
  readonly gameId: string;
  /** A pseudonym, never the player's own id. */
  readonly subject: string | null;
  readonly type: string;
  readonly at: Date;
  readonly properties: { readonly [key: string]: JsonValue };
}

export interface Rejected {
  readonly eventId: string;
  readonly reason: string;
}

/** Takes analytics events. Several may be bound; each gets every event. */
export abstract class AnalyticsSink {
  /** Stores the events, each once per `eventId` however often it comes, and names those it refused. */
  abstract write(events: readonly AnalyticsEvent[]): Promise<readonly Rejected[]>;
  /** Removes everything about a subject. */
  abstract forget(subject: string): Promise<void>;
}
