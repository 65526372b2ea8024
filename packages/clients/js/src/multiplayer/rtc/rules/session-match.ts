/** A message between two ends of a connection. Each end has a name of its own; a new end has a new one. */
export interface Signal {
  readonly from_end: string;
  /** The end it is meant for, when the sender knows it. */
  readonly to_end?: string;
  readonly description?: { readonly type: RTCSdpType; readonly sdp: string };
  readonly candidate?: RTCIceCandidateInit | null;
}

/** What to do with a signal: take it, pass over it, or begin a new end first because the other side has. */
export type Verdict = 'take' | 'stale' | 'renew';

export function judge(signal: Signal, own: string, other: string | null): Verdict {
  if (signal.to_end !== undefined && signal.to_end !== own) return 'stale';
  return other === null || other === signal.from_end ? 'take' : 'renew';
}

export function isSignal(value: unknown): value is Signal {
  if (typeof value !== 'object' || value === null) return false;
  const { from_end: from, description, candidate } = value as Record<string, unknown>;
  return typeof from === 'string' && (typeof description === 'object' || candidate !== undefined);
}
