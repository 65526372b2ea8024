import { Clock, Db, Ids, type ExternalIdentity, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { ProfileBook } from '../accounts/profile-book.js';
import type { Account } from '../entities/account.entity.js';
import { readEmail } from '../rules/email.js';
import { ExternalLink } from './external-identity.entity.js';
import { OauthSeals } from './oauth-seals.js';
import { nameFrom } from './rules/provider-facts.js';

/** Somebody a provider vouches for, and which one does. */
export interface Vouched {
  readonly provider: string;
  readonly identity: ExternalIdentity;
}

const counted = (by: 1 | -1): string =>
  `UPDATE "auth_accounts" SET "links" = "links" + ${by} WHERE "id" = $1`;

/** The identities at providers that accounts are known by. */
@Injectable()
export class ExternalLinks {
  constructor(
    private readonly db: Db,
    private readonly seals: OauthSeals,
    private readonly profiles: ProfileBook,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  find(pool: string, { issuer, subject }: ExternalIdentity): Promise<ExternalLink | null> {
    return this.db.pick(ExternalLink, { pool, issuer, subject });
  }

  of(playerId: string): Promise<ExternalLink[]> {
    return this.db.read((em) => em.find(ExternalLink, { where: { playerId }, order: { id: 'ASC' } }));
  }

  /** A row that is not stored yet; its tokens are closed outside of any write. */
  async rowOf({ provider, identity }: Vouched, pool: string): Promise<Omit<ExternalLink, 'playerId'>> {
    const id = this.ids.next();
    const now = this.clock.now();
    const { issuer, subject } = identity;
    return {
      id,
      pool,
      provider,
      issuer,
      subject,
      ...(await this.told(id, identity)),
      linkedAt: now,
      usedAt: now,
    };
  }

  /** Links inside a write. `false` when somebody has that identity already. */
  async add(em: Unit, { id: playerId }: Account, row: Omit<ExternalLink, 'playerId'>): Promise<boolean> {
    if (!(await em.add(ExternalLink, { ...row, playerId }))) return false;
    await em.run(counted(1), [playerId]);
    await this.profiles.forget(playerId);
    return true;
  }

  /** Takes an identity away inside a write, with its tokens. */
  async drop(em: Unit, { id, playerId }: ExternalLink): Promise<boolean> {
    if ((await em.drop(ExternalLink, { id, playerId })) === 0) return false;
    await em.run(counted(-1), [playerId]);
    await this.profiles.forget(playerId);
    return true;
  }

  /** Notes what the provider says now: the address and the name may have changed. */
  async touch({ id }: Pick<ExternalLink, 'id'>, identity: ExternalIdentity): Promise<void> {
    const told = await this.told(id, identity);
    await this.db.write((em) => em.change(ExternalLink, { id }, { ...told, usedAt: this.clock.now() }));
  }

  private async told(
    id: string,
    identity: ExternalIdentity,
  ): Promise<Pick<ExternalLink, 'email' | 'name' | 'sealed' | 'keyId'>> {
    const { tokens, email } = identity;
    const closed = tokens && (await this.seals.seal('auth.providerTokens', id, tokens));
    return {
      email: email === null ? null : (readEmail(email)?.shown ?? null),
      name: nameFrom(identity) ?? null,
      sealed: closed?.sealed ?? null,
      keyId: closed?.keyId ?? null,
    };
  }
}
