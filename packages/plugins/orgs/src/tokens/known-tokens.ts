import type { Ended, Identity } from '@aethex/core';

/** A token that was looked up. */
export interface Known {
  readonly identity: Identity;
  /** What it stands and falls with: ids and words of the news. */
  readonly subjects: readonly string[];
}

/** Tokens that were looked up, so that the next call with one of them costs a look into a map. Those used longest ago give way. */
export class KnownTokens<Value extends { readonly subjects: readonly string[] } = Known> {
  private readonly values = new Map<string, Value>();
  private readonly bySubject = new Map<string, Set<string>>();

  constructor(private readonly most: number) {}

  get size(): number {
    return this.values.size;
  }

  get(token: string): Value | undefined {
    const value = this.values.get(token);
    if (value && this.values.size > this.most / 2) {
      this.values.delete(token);
      this.values.set(token, value);
    }
    return value;
  }

  add(token: string, value: Value): void {
    this.delete(token);
    for (const oldest of this.values.keys()) {
      if (this.values.size < this.most) break;
      this.delete(oldest);
    }
    this.values.set(token, value);
    for (const subject of value.subjects)
      this.bySubject.set(subject, (this.bySubject.get(subject) ?? new Set()).add(token));
  }

  delete(token: string): void {
    const value = this.values.get(token);
    if (!value) return;
    this.values.delete(token);
    for (const subject of value.subjects) {
      const tokens = this.bySubject.get(subject);
      tokens?.delete(token);
      if (tokens?.size === 0) this.bySubject.delete(subject);
    }
  }

  /** Forgets every token that stands and falls with a subject. */
  forget(subject: string): void {
    for (const token of this.bySubject.get(subject) ?? []) this.delete(token);
  }
}

/** Those who want to know which tokens have ended. */
export class EndedListeners {
  private readonly listeners = new Set<(ended: Ended) => void>();

  add(listener: (ended: Ended) => void): () => Promise<void> {
    this.listeners.add(listener);
    return async () => void this.listeners.delete(listener);
  }

  tell(sessionId: string): void {
    for (const listener of this.listeners) listener({ sessionId });
  }
}
