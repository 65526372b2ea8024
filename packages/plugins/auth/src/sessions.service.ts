import { Clock, Db, type Caller, type Serves, type Unit } from '@aethex/core';
import { auth, houseError, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { AuthLimits } from './accounts/auth-limits.js';
import { AuthConfig } from './auth.config.js';
import { Session } from './entities/session.entity.js';
import { suspendedForGood, suspensionOf } from './players/bans.js';
import { isUuid } from './rules/uuid.js';
import { Endings } from './sessions/endings.js';
import { Rotation } from './sessions/rotation.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { hashOf, isToken } from './tokens/opaque-token.js';

const refusals = { invalid: 'refresh_invalid', reused: 'refresh_reused' } as const;

type Served = Pick<Serves<typeof auth>, 'refresh' | 'logout' | 'listSessions' | 'revokeSession'>;

/** Sessions: kept going, shown, ended. */
@Injectable()
export class SessionsService implements Served {
  constructor(
    private readonly db: Db,
    private readonly rotation: Rotation,
    private readonly endings: Endings,
    private readonly tokens: AccessTokens,
    private readonly limits: AuthLimits,
    private readonly clock: Clock,
    private readonly config: AuthConfig,
  ) {}

  async refresh({ refresh_token }: In<typeof auth, 'refresh'>, caller: Caller) {
    await this.limits.refresh(caller);
    if (!isToken('art', refresh_token)) throw auth.error('refresh', 'refresh_invalid');
    const rotated = await this.rotation.exchange(refresh_token);
    if (rotated.outcome === 'suspended')
      throw auth.error('refresh', 'suspended', rotated.ban ? suspensionOf(rotated.ban) : suspendedForGood);
    if (rotated.outcome !== 'exchanged') throw auth.error('refresh', refusals[rotated.outcome]);
    const { session, refreshToken } = rotated;
    const { token, expiresIn } = await this.tokens.make({ ...session, sessionId: session.id });
    return { user_id: session.playerId, token, refresh_token: refreshToken, expires_in: expiresIn };
  }

  /** A refresh token that is good for nothing any more is no error: its session has ended. */
  async logout({ everywhere, refresh_token }: In<typeof auth, 'logout'>, caller: Caller) {
    if (caller.who !== 'player' && refresh_token === undefined) throw houseError('request.unauthenticated');
    await this.db.write(async (em) => {
      const session =
        caller.who === 'player'
          ? { id: caller.sessionId, playerId: caller.id }
          : await this.holder(em, refresh_token ?? '');
      if (!session) return;
      if (everywhere) await this.endings.endAll(em, session.playerId, 'logout');
      else await this.endings.end(em, session.id, 'logout');
    });
    return null;
  }

  async listSessions(_input: In<typeof auth, 'listSessions'>, { id, sessionId }: Caller) {
    const now = this.clock.now();
    const alive = { playerId: id, revokedAt: IsNull(), refreshExpiresAt: MoreThan(now) };
    const sessions = await this.db.read((em) =>
      em.find(Session, {
        where: alive,
        order: { lastUsedAt: 'DESC', id: 'DESC' },
        take: this.config.maxSessions,
      }),
    );
    return { sessions: sessions.map((session) => shown(session, sessionId)) };
  }

  async revokeSession({ session_id }: In<typeof auth, 'revokeSession'>, { id: playerId }: Caller) {
    const ended = await this.db.write(async (em) => {
      const session = isUuid(session_id) ? await em.pick(Session, { id: session_id, playerId }) : null;
      return session !== null && this.endings.end(em, session.id, 'revoked');
    });
    if (!ended) throw auth.error('revokeSession', 'session_not_found');
    return null;
  }

  /** A token that was exchanged long ago must not be able to end more than a refresh with it would. */
  private async holder(em: Unit, token: string): Promise<Session | null> {
    const hash = hashOf(token);
    const session = await this.rotation.holder(em, hash);
    return session && (session.refreshHash === hash || session.previousHash === hash) ? session : null;
  }
}

const shown = (session: Session, current: string) => ({
  session_id: session.id,
  device: session.device,
  network: session.network,
  created_at: session.createdAt.toISOString(),
  last_used_at: session.lastUsedAt.toISOString(),
  current: session.id === current,
});
