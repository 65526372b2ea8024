import { Injectable } from '@nestjs/common';
import type { Undo } from '../ports/bus.js';
import {
  Authenticator,
  NoAuthenticator,
  type Credentials,
  type Ended,
  type Showing,
} from './authenticator.js';
import type { Identity } from './caller.js';

/** Prefixes are short: a token whose first `_` comes later has none. */
const longestPrefix = 8;

/** Holds the place of the authenticator until the plugin that brings one has been made, and knows other sorts of tokens by their prefix. */
@Injectable()
export class AuthenticatorSlot extends Authenticator {
  private inner: Authenticator = new NoAuthenticator();
  private readonly byPrefix = new Map<string, Credentials>();
  private readonly listeners = new Set<(ended: Ended) => void>();

  fill(inner: Authenticator): void {
    this.inner = inner;
    inner.onEnded((ended) => this.listeners.forEach((listener) => listener(ended)));
  }

  add(prefix: string, credentials: Credentials): void {
    this.byPrefix.set(prefix, credentials);
    credentials.onEnded((ended) => this.listeners.forEach((listener) => listener(ended)));
  }

  who(token: string, showing: Showing = {}): Identity | Promise<Identity> {
    const other = this.byPrefix.size > 0 ? this.byPrefix.get(prefixOf(token)) : undefined;
    return other ? other.who(token, showing) : this.inner.who(token);
  }

  onEnded(listener: (ended: Ended) => void): Undo {
    this.listeners.add(listener);
    return async () => void this.listeners.delete(listener);
  }
}

function prefixOf(token: string): string {
  const end = token.slice(0, longestPrefix).indexOf('_');
  return token.slice(0, end + 1);
}
