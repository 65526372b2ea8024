import { Clock, coarseNetwork, Ids, type Caller, type Unit } from '@aethex/core';
import type { auth, Out } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { ProfileBook } from '../accounts/profile-book.js';
import { AuthConfig } from '../auth.config.js';
import { AuthMetrics, type Way } from '../auth.metrics.js';
import { Account } from '../entities/account.entity.js';
import { Session } from '../entities/session.entity.js';
import { Notices } from '../mails/notices.js';
import { Bans } from '../players/bans.js';
import { MonthlyPlayers } from '../players/monthly-players.js';
import { Roster } from '../players/roster.js';
import { profileOf } from '../rules/profile.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { hashOf, newToken } from '../tokens/opaque-token.js';
import { DeviceBook, type ShownDevice } from './device-book.js';
import type { DeviceFacts } from './device-facts.js';
import { Endings } from './endings.js';

/** From where and in what way somebody signs in. */
export interface Entrance {
  readonly way: Way;
  readonly caller: Caller;
  readonly device: DeviceFacts | undefined;
  /** A device the account knows. */
  readonly known?: ShownDevice | null;
  /** Whether a second factor was shown. */
  readonly mfa?: boolean;
}

/** A session that was opened and the secrets that go with it. */
export interface Opened {
  readonly account: Account;
  readonly session: Session;
  readonly refreshToken: string;
  readonly deviceToken: string;
}

const longestUserAgent = 256;

/** The one way in: whatever proved who somebody is, this opens the session. */
@Injectable()
export class SignIn {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly devices: DeviceBook,
    private readonly endings: Endings,
    private readonly profiles: ProfileBook,
    private readonly metrics: AuthMetrics,
    private readonly bans: Bans,
    private readonly roster: Roster,
    private readonly monthly: MonthlyPlayers,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: AuthConfig,
    private readonly notices: Notices,
  ) {}

  /**
   * Opens a session inside a write, or answers `null` when the account is suspended or has another password than the
   * one that was checked. It touches the account's row first, so that whoever changes it afterwards finds the session.
   */
  async open(em: Unit, account: Account, entrance: Entrance): Promise<Opened | null> {
    const { id, passwordHash } = account;
    const lastLoginAt = this.clock.now();
    const unchanged = await em.change(Account, { id, passwordHash, isActive: true }, { lastLoginAt });
    if (unchanged === 0) return null;
    await this.bans.refuseIn(em, id, entrance.caller.gameId);
    const isNew = await this.roster.note(em, id, entrance.caller.gameId);
    const refreshToken = newToken('art');
    const session = this.sessionOf(account, refreshToken, entrance);
    await this.endSurplus(em, id);
    await em.add(Session, session);
    if (!entrance.known) await this.notices.newDevice(em, account, session);
    const deviceToken = await this.devices.note(em, account, entrance.known ?? null);
    await this.monthly.count(em, id, entrance.caller.gameId, isNew);
    await this.profiles.forget(id);
    return { account: { ...account, lastLoginAt }, session, refreshToken, deviceToken };
  }

  /** What a sign-in answers, once its write has ended. */
  async answer(
    { account, session, refreshToken, deviceToken }: Opened,
    way: Way,
  ): Promise<Out<typeof auth, 'login'>> {
    this.metrics.signedIn(way);
    const { token, expiresIn } = await this.tokens.make({ ...session, sessionId: session.id });
    return {
      user_id: account.id,
      token,
      refresh_token: refreshToken,
      expires_in: expiresIn,
      device_token: deviceToken,
      user: profileOf(account),
    };
  }

  private sessionOf(account: Account, refreshToken: string, { caller, device, mfa }: Entrance): Session {
    const now = this.clock.now();
    return {
      id: this.ids.next(),
      playerId: account.id,
      gameId: caller.gameId,
      device: device ?? null,
      network: coarseNetwork(caller.address),
      userAgent: caller.userAgent.slice(0, longestUserAgent),
      createdAt: now,
      lastUsedAt: now,
      refreshHash: hashOf(refreshToken),
      refreshExpiresAt: inSeconds(now, Math.min(this.config.refreshLife, this.config.sessionLife)),
      endsAt: inSeconds(now, this.config.sessionLife),
      previousHash: null,
      rotationSalt: null,
      rotatedAt: null,
      provedAt: now,
      mfaAt: mfa ? now : null,
      revokedAt: null,
      revokedWhy: null,
    };
  }

  /** Makes room for one more session, so that a game that signs in again and again cannot pile them up. */
  private async endSurplus(em: Unit, playerId: string): Promise<void> {
    const sql =
      'SELECT "id" FROM "auth_sessions" WHERE "player_id" = $1 AND "revoked_at" IS NULL ORDER BY "last_used_at" DESC, "id" DESC LIMIT 100 OFFSET $2';
    const { rows } = await em.run(sql, [playerId, this.config.maxSessions - 1]);
    for (const { id } of rows) await this.endings.end(em, String(id), 'surplus');
  }
}

const inSeconds = (from: Date, seconds: number): Date => new Date(from.getTime() + seconds * 1000);
