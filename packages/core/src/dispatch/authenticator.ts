import { houseError } from '@aethex/protocol';
import type { Undo } from '../ports/bus.js';
import type { Identity } from './caller.js';

/** What ended: one session, or all of a player. */
export interface Ended {
  readonly sessionId?: string;
  readonly playerId?: string;
}

/**
 * Knows whom a token speaks for. The auth plugin provides one; a studio with its own accounts binds another and
 * leaves that plugin out.
 */
export abstract class Authenticator {
  /**
   * Whom the token speaks for; at once when it was seen before. Fails with `auth.token_invalid`,
   * `auth.token_expired` or `auth.session_revoked`.
   */
  abstract who(token: string): Identity | Promise<Identity>;
  /** Tells when sessions end, on any node, so that their sockets can be closed. */
  abstract onEnded(listener: (ended: Ended) => void): Undo;
}

/** Stands in when nothing provides accounts: every token is refused, `anyone` may still call. */
export class NoAuthenticator extends Authenticator {
  who(): Identity {
    throw houseError('auth.token_invalid', undefined, {
      message: 'This server has no accounts. Add the auth plugin or bind an Authenticator.',
    });
  }
  onEnded(): Undo {
    return async () => undefined;
  }
}
