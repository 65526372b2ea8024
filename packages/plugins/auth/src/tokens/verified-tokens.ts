import type { Identity } from '@aethex/core';

/** Tokens that were verified, so that the next call with one of them costs a look into a map. The oldest give way. */
export class VerifiedTokens {
  private readonly identities = new Map<string, Identity>();
  private readonly bySession = new Map<string, Set<string>>();

  constructor(private readonly most: number) {}

  get size(): number {
    return this.identities.size;
  }

  get(token: string): Identity | undefined {
    return this.identities.get(token);
  }

  add(token: string, identity: Identity, now: Date): void {
    this.makeRoom(now);
    this.identities.set(token, identity);
    const siblings = this.bySession.get(identity.sessionId) ?? new Set();
    this.bySession.set(identity.sessionId, siblings.add(token));
  }

  delete(token: string): void {
    const sessionId = this.identities.get(token)?.sessionId;
    if (sessionId === undefined) return;
    this.identities.delete(token);
    const siblings = this.bySession.get(sessionId);
    siblings?.delete(token);
    if (siblings?.size === 0) this.bySession.delete(sessionId);
  }

  /** Forgets every token of a session. */
  endSession(sessionId: string): void {
    for (const token of this.bySession.get(sessionId) ?? []) this.identities.delete(token);
    this.bySession.delete(sessionId);
  }

  private makeRoom(now: Date): void {
    for (const [token, { expiresAt }] of this.identities) {
      if (expiresAt > now && this.identities.size < this.most) return;
      this.delete(token);
    }
  }
}
