/** What is known of a session's refresh tokens. */
export interface RefreshFacts {
  readonly refreshHash: string;
  /** Of the token before the current one. */
  readonly previousHash: string | null;
  readonly rotatedAt: Date | null;
  readonly refreshExpiresAt: Date;
  readonly endsAt: Date;
  readonly revokedAt: Date | null;
}

/**
 * `current`: may be exchanged. `repeat`: was exchanged a moment ago, by another tab or a call whose answer got lost.
 * `reused`: somebody holds a token that was spent, so it may have been stolen. `over`: the session has ended.
 */
export type RefreshVerdict = 'current' | 'repeat' | 'reused' | 'over';

/** What a token that belongs, or once belonged, to the session is worth at a moment. */
export function refreshVerdict(
  session: RefreshFacts,
  hash: string,
  at: Date,
  graceMs: number,
): RefreshVerdict {
  if (session.revokedAt !== null || at >= session.refreshExpiresAt || at >= session.endsAt) return 'over';
  if (session.refreshHash === hash) return 'current';
  const rotatedAt = session.rotatedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  return session.previousHash === hash && at.getTime() - rotatedAt <= graceMs ? 'repeat' : 'reused';
}
