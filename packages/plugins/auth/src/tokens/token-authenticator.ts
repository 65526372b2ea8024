import { Authenticator, Clock, Db, type Ended, type Identity, type Undo } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Account } from '../entities/account.entity.js';
import { Session } from '../entities/session.entity.js';
import { EndedSessions } from '../sessions/ended-sessions.js';
import { AccessTokens, type Claims } from './access-tokens.js';
import { VerifiedTokens } from './verified-tokens.js';

/** About a kilobyte each. */
const mostRemembered = 20_000;
const none: ReadonlySet<string> = new Set();

/**
 * Knows whom an access token speaks for. A token seen first is verified and its session looked up; from then on it is
 * remembered until it expires or its session ends.
 */
@Injectable()
export class TokenAuthenticator extends Authenticator {
  private readonly verified = new VerifiedTokens(mostRemembered);

  constructor(
    private readonly tokens: AccessTokens,
    private readonly ended: EndedSessions,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {
    super();
    ended.onEnded((sessionId) => this.verified.endSession(sessionId));
  }

  who(token: string): Identity | Promise<Identity> {
    const known = this.verified.get(token);
    if (known === undefined) return this.verify(token);
    if (this.clock.now() < known.expiresAt) return known;
    this.verified.delete(token);
    throw houseError('auth.token_expired');
  }

  onEnded(listener: (ended: Ended) => void): Undo {
    const stop = this.ended.onEnded((sessionId) => listener({ sessionId }));
    return async () => stop();
  }

  private async verify(token: string): Promise<Identity> {
    const claims = await this.tokens.read(token);
    const lives = await this.lives(claims);
    // Looked at last: a session may have ended while we were reading.
    if (!lives || this.ended.has(claims.sid)) throw houseError('auth.session_revoked');
    const identity: Identity = {
      who: 'player',
      id: claims.sub,
      gameId: claims.gid,
      permissions: none,
      sessionId: claims.sid,
      expiresAt: new Date(claims.exp * 1000),
    };
    this.verified.add(token, identity, this.clock.now());
    return identity;
  }

  private async lives({ sid, sub, gid }: Claims): Promise<boolean> {
    const [session, account] = await Promise.all([
      this.db.pick(Session, { id: sid }),
      this.db.pick(Account, { id: sub }),
    ]);
    if (!session || session.revokedAt || session.playerId !== sub || session.gameId !== gid) return false;
    return account?.isActive ?? false;
  }
}
