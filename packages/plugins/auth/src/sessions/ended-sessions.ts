import { Clock } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { clockSkew } from '../rules/signing-keys.js';

type Listener = (sessionId: string) => void;

/** The sessions this node knows to have ended while access tokens given out for them still live. */
@Injectable()
export class EndedSessions {
  /** Until when each is remembered, in milliseconds since 1970; the first to go stands first. */
  private readonly until = new Map<string, number>();
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly clock: Clock,
    private readonly config: AuthConfig,
  ) {}

  has(sessionId: string): boolean {
    return this.until.has(sessionId);
  }

  /** Takes note of ended sessions and tells everybody who listens, once for each. */
  hear(sessionIds: readonly string[]): void {
    const now = this.clock.now().getTime();
    this.forgetOld(now);
    for (const id of sessionIds) if (!this.until.has(id)) this.note(id, now);
  }

  /** Listens until the returned function is called. */
  onEnded(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private note(id: string, now: number): void {
    this.until.set(id, now + (this.config.tokenLife + clockSkew) * 1000);
    for (const listener of this.listeners) listener(id);
  }

  private forgetOld(now: number): void {
    for (const [id, until] of this.until) {
      if (until > now) return;
      this.until.delete(id);
    }
  }
}
