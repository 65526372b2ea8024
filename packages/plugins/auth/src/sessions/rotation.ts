import { Clock, Db, Ids, Jobs, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { AuthMetrics } from '../auth.metrics.js';
import { Account } from '../entities/account.entity.js';
import { Session } from '../entities/session.entity.js';
import { SpentToken } from '../entities/spent-token.entity.js';
import type { Ban } from '../players/ban.entity.js';
import { Bans } from '../players/bans.js';
import { MonthlyPlayers } from '../players/monthly-players.js';
import { refreshVerdict } from '../rules/refresh-verdict.js';
import { hashOf, newSalt, successorOf } from '../tokens/opaque-token.js';
import { Endings } from './endings.js';

/** What became of a refresh token that was shown. */
export type Rotated =
  | { readonly outcome: 'exchanged'; readonly session: Session; readonly refreshToken: string }
  | { readonly outcome: 'invalid' | 'reused' }
  | { readonly outcome: 'suspended'; readonly ban: Ban | null };

/** The job that tells a player of a session that was ended because its token may have been stolen. */
export const theftJob = 'auth.warnOfTheft';

/**
 * Exchanges refresh tokens. Of many callers with one token a single conditional UPDATE lets one rotate the session; the
 * others are handed the same successor for a moment, and are taken for thieves after it.
 */
@Injectable()
export class Rotation {
  constructor(
    private readonly db: Db,
    private readonly endings: Endings,
    private readonly bans: Bans,
    private readonly monthly: MonthlyPlayers,
    private readonly jobs: Jobs,
    private readonly metrics: AuthMetrics,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: AuthConfig,
  ) {}

  /** All of it is one transaction, so that nothing is decided on what a lagging replica says. */
  exchange(token: string): Promise<Rotated> {
    return this.db.write((em) => this.judge(em, token, hashOf(token)));
  }

  /** The session that a refresh token, by its hash, belongs to or once belonged to. */
  async holder(em: Unit, hash: string): Promise<Session | null> {
    const session = await em.pick(Session, { refreshHash: hash });
    if (session) return session;
    const spent = await em.pick(SpentToken, { hash });
    return spent && em.pick(Session, { id: spent.sessionId });
  }

  private async judge(em: Unit, token: string, hash: string): Promise<Rotated> {
    const session = await this.holder(em, hash);
    if (!session) return { outcome: 'invalid' };
    const account = await em.pick(Account, { id: session.playerId });
    if (!account) return { outcome: 'invalid' };
    const ban = await this.bans.find(em, account.id, session.gameId);
    if (ban || !account.isActive) return { outcome: 'suspended', ban };
    const verdict = refreshVerdict(session, hash, this.clock.now(), this.config.refreshGrace * 1000);
    if (verdict === 'over') return { outcome: 'invalid' };
    if (verdict === 'reused') return this.endStolen(em, session, account);
    if (verdict === 'repeat') return repeated(session, token);
    // When somebody else was faster, what the session is now decides.
    return (await this.rotate(em, session, token)) ?? this.judge(em, token, hash);
  }

  private async rotate(em: Unit, session: Session, token: string): Promise<Rotated | null> {
    const now = this.clock.now();
    const rotationSalt = newSalt();
    const refreshToken = successorOf(token, rotationSalt);
    const { id, refreshHash, endsAt } = session;
    const expires = Math.min(now.getTime() + this.config.refreshLife * 1000, endsAt.getTime());
    const changes = {
      refreshHash: hashOf(refreshToken),
      previousHash: refreshHash,
      rotationSalt,
      rotatedAt: now,
      lastUsedAt: now,
      refreshExpiresAt: new Date(expires),
    };
    if ((await em.change(Session, { id, refreshHash, revokedAt: null }, changes)) === 0) return null;
    await this.monthly.count(em, session.playerId, session.gameId, false);
    await em.add(SpentToken, { id: this.ids.next(), sessionId: id, hash: refreshHash, spentAt: now });
    return { outcome: 'exchanged', session: { ...session, ...changes }, refreshToken };
  }

  private async endStolen(em: Unit, session: Session, account: Account): Promise<Rotated> {
    const isFirst = await this.endings.end(em, session.id, 'refresh_reused');
    if (isFirst) {
      if (account.email !== null) await this.jobs.add({ name: theftJob, data: { session_id: session.id } });
      await this.db.afterCommit(() => this.metrics.reused());
    }
    return { outcome: isFirst ? 'reused' : 'invalid' };
  }
}

/** The successor is worked out again: it takes the token that was shown and the salt that was stored. */
const repeated = (session: Session, token: string): Rotated => ({
  outcome: 'exchanged',
  session,
  refreshToken: successorOf(token, session.rotationSalt ?? new Uint8Array()),
});
