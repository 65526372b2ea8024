import { Db, type PrivacyHooks, type Subject } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AccountStore } from './accounts/account-store.js';
import { ProfileBook } from './accounts/profile-book.js';
import { Account } from './entities/account.entity.js';
import { KnownDevice } from './entities/known-device.entity.js';
import { Session } from './entities/session.entity.js';
import { MailCode } from './mails/mail-code.entity.js';
import { MailCodes } from './mails/mail-codes.js';
import { Totp } from './mfa/totp.entity.js';
import { Ban } from './players/ban.entity.js';
import { GamePlayer } from './players/game-player.entity.js';
import { ExternalLink } from './oauth/external-identity.entity.js';
import { profileOf } from './rules/profile.js';
import { isUuid } from './rules/uuid.js';
import { Endings } from './sessions/endings.js';

/** An account belongs to the pool, not to one game: it is exported and erased whole. */
@Injectable()
export class AuthPrivacy implements PrivacyHooks {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly profiles: ProfileBook,
    private readonly endings: Endings,
    private readonly codes: MailCodes,
  ) {}

  /** Hashes of passwords and tokens are left out: they tell a person nothing and a thief something. */
  async export({ playerId }: Subject): Promise<unknown> {
    const account = await this.accounts.byId(playerId);
    if (!account) return null;
    return this.db.read(async (em) => ({
      account: profileOf(account),
      sessions: (await em.findBy(Session, { playerId })).map(exportedSession),
      games: (await em.findBy(GamePlayer, { playerId })).map(({ gameId, firstSeenAt, lastSeenAt }) => ({
        game_id: gameId,
        first_seen_at: firstSeenAt,
        last_seen_at: lastSeenAt,
      })),
      bans: (await em.findBy(Ban, { playerId })).map(exportedBan),
      second_factor_since: (await em.pick(Totp, { playerId }))?.confirmedAt ?? null,
      identities: (await em.findBy(ExternalLink, { playerId })).map(exportedLink),
      devices: (await em.findBy(KnownDevice, { playerId })).map(({ createdAt, lastUsedAt }) => ({
        created_at: createdAt,
        last_used_at: lastUsedAt,
      })),
      mails: (await em.findBy(MailCode, { playerId })).map(({ purpose, address, createdAt }) => ({
        purpose,
        address,
        created_at: createdAt,
      })),
    }));
  }

  /** What belongs to the account goes with its row. */
  async erase({ playerId: id }: Subject): Promise<void> {
    if (!isUuid(id)) return;
    await this.db.write(async (em) => {
      // First of all the row itself, so that nobody signs in meanwhile.
      await em.change(Account, { id }, { isActive: false });
      await this.endings.endAll(em, id, 'erased');
      await this.codes.forget(em, id);
      await em.drop(Account, { id });
      await this.profiles.forget(id);
    });
  }
}

/** The note stays out: it may speak of other people, those who reported the player. */
const exportedBan = ({ gameId, reason, createdAt, endsAt, liftedAt }: Ban) => ({
  game_id: gameId,
  reason,
  created_at: createdAt,
  ends_at: endsAt,
  lifted_at: liftedAt,
});

/** The provider's tokens stay out: they would let whoever finds the file into the player's account there. */
const exportedLink = ({ provider, issuer, subject, email, name, linkedAt, usedAt }: ExternalLink) => ({
  provider,
  issuer,
  subject,
  email,
  name,
  linked_at: linkedAt,
  last_used_at: usedAt,
});

const exportedSession = (session: Session) => ({
  session_id: session.id,
  game_id: session.gameId,
  device: session.device,
  network: session.network,
  user_agent: session.userAgent,
  created_at: session.createdAt,
  last_used_at: session.lastUsedAt,
  ended_at: session.revokedAt,
});
