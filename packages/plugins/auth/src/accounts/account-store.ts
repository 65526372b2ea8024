import { Clock, Db, Ids, type Unit } from '@aethex/core';
import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Account } from '../entities/account.entity.js';
import { AccountIdentity, type IdentityKind } from '../entities/account-identity.entity.js';
import { defaultName } from '../rules/default-name.js';
import { isUuid } from '../rules/uuid.js';
import type { LookUp, ReadNames } from './identity-input.js';

/** All games of a deployment share one pool of accounts (docs/decisions, H5). */
const pool = 'default';

/** What may be said of an account when it is made. */
export type NewAccount = Partial<Pick<Account, 'email' | 'username' | 'displayName' | 'passwordHash'>>;

/** Finds accounts and makes them. */
@Injectable()
export class AccountStore {
  constructor(
    private readonly db: Db,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async byId(id: string): Promise<Account | null> {
    return isUuid(id) ? this.db.pick(Account, { id }) : null;
  }

  async byIdentity({ kind, key }: LookUp): Promise<Account | null> {
    const identity = await this.db.pick(AccountIdentity, { pool, kind, key });
    return identity && this.db.pick(Account, { id: identity.playerId });
  }

  /** Adds an account without identities, inside a write. */
  async add(em: Unit, about: NewAccount): Promise<Account> {
    const now = this.clock.now();
    const id = this.ids.next();
    const account: Account = {
      id,
      pool,
      email: about.email ?? null,
      username: about.username ?? null,
      displayName: about.displayName ?? about.username ?? defaultName(id),
      avatarUrl: null,
      passwordHash: about.passwordHash ?? null,
      isActive: true,
      isVerified: false,
      preferences: {},
      createdAt: now,
      updatedAt: now,
      lastLoginAt: null,
    };
    await em.add(Account, account);
    return account;
  }

  /** Says inside a write what an account is known by. `false` when another one is: of many that race one wins. */
  async claim(em: Unit, playerId: string, kind: IdentityKind, key: string): Promise<boolean> {
    const identity = { id: this.ids.next(), pool, playerId, kind, key, createdAt: this.clock.now() };
    return em.add(AccountIdentity, identity);
  }

  /** Claims an email and a username inside a write. Fails with `auth.taken`. */
  async claimNames(em: Unit, playerId: string, { email, username }: ReadNames): Promise<void> {
    if (email && !(await this.claim(em, playerId, 'email', email.key))) throw taken('email');
    if (username && !(await this.claim(em, playerId, 'username', username.key))) throw taken('username');
    for (const look of username?.looks ?? [])
      if (!(await this.claim(em, playerId, 'lookalike', look))) throw taken('username');
  }

  /** Fails with `auth.taken` when a name is taken already, before any work is done for it. */
  async refuseTaken({ email, username }: ReadNames): Promise<void> {
    if (email && (await this.isTaken('email', email.key))) throw taken('email');
    if (username && (await this.isTaken('username', username.key))) throw taken('username');
    for (const look of username?.looks ?? [])
      if (await this.isTaken('lookalike', look)) throw taken('username');
  }

  private async isTaken(kind: IdentityKind, key: string): Promise<boolean> {
    return (await this.db.pick(AccountIdentity, { pool, kind, key })) !== null;
  }
}

const taken = (field: 'email' | 'username') => auth.error('register', 'taken', { field });
