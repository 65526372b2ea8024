import { Injectable } from '@nestjs/common';
import type { Undo } from '../ports/bus.js';
import { Authenticator, NoAuthenticator, type Ended } from './authenticator.js';
import type { Identity } from './caller.js';

/** Holds the place of the authenticator until the plugin that brings one has been made. */
@Injectable()
export class AuthenticatorSlot extends Authenticator {
  private inner: Authenticator = new NoAuthenticator();
  private readonly listeners = new Set<(ended: Ended) => void>();

  fill(inner: Authenticator): void {
    this.inner = inner;
    inner.onEnded((ended) => this.listeners.forEach((listener) => listener(ended)));
  }

  who(token: string): Identity | Promise<Identity> {
    return this.inner.who(token);
  }

  onEnded(listener: (ended: Ended) => void): Undo {
    this.listeners.add(listener);
    return async () => void this.listeners.delete(listener);
  }
}
