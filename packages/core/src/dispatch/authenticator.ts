import { houseError } from '@aethex/protocol';
import type { Undo } from '../ports/bus.js';
import type { Identity } from './caller.js';

/** What ended: one session, or all of a player. */
export interface Ended {
  readonly sessionId?: string;
  readonly playerId?: string;
}

/** What is known of whoever shows a token, besides the token. */
export interface Showing {
  /** The `Origin` a browser names; `undefined` when there is none. */
  readonly browserOrigin?: string | undefined;
  /** The IP address it comes from; left out when it did not come over a network. */
  readonly address?: string | undefined;
}

/** Knows whom one sort of token speaks for. */
export abstract class Credentials {
  /** Like `Authenticator.who`; may besides refuse with `keys.browser` what must never be in a browser. */
  abstract who(token: string, showing: Showing): Identity | Promise<Identity>;
  /** Tells when tokens stop being good before their time, by the `sessionId` of their identity. */
  abstract onEnded(listener: (ended: Ended) => void): Undo;
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
  abstract who(token: string, showing?: Showing): Identity | Promise<Identity>;
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
