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

/** Whether an end says that it is there and has heard nothing yet of the other one. */
export const isGreeting = ({ to_end, description, candidate }: Signal): boolean =>
  to_end === undefined && description === undefined && candidate === null;

/** Whether two descriptions are the same one, told twice (the `o=` line: RFC 8866, 5.2). */
export function isSameDescription(one: string | undefined, other: string | undefined): boolean {
  const [origin, otherOrigin] = [one, other].map((sdp) => /^o=.*$/m.exec(sdp ?? '')?.[0].trim());
  return origin !== undefined && origin === otherOrigin;
}

export function isSignal(value: unknown): value is Signal {
  if (typeof value !== 'object' || value === null) return false;
  const { from_end: from, description, candidate } = value as Record<string, unknown>;
  return typeof from === 'string' && (typeof description === 'object' || candidate !== undefined);
}
