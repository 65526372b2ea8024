import { Clock, Db, Ids, type Unit } from '@aethex/core';
import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Account } from '../entities/account.entity.js';
import { AccountIdentity, type IdentityKind } from '../entities/account-identity.entity.js';
import { AuthConfig } from '../auth.config.js';
import { defaultName } from '../rules/default-name.js';
import { poolOf } from '../rules/pool.js';
import { isUuid } from '../rules/uuid.js';
import type { LookUp, ReadNames } from './identity-input.js';

/** The id of no account. */
const nobody = '00000000-0000-7000-8000-000000000000';

/** What may be said of an account when it is made. */
export type NewAccount = Partial<
  Pick<Account, 'email' | 'username' | 'displayName' | 'passwordHash' | 'isVerified' | 'language'>
>;

/** Who is to be known by something. */
type Claimant = Pick<Account, 'id' | 'pool'>;

/** Finds accounts and makes them. */
@Injectable()
export class AccountStore {
  constructor(
    private readonly db: Db,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: AuthConfig,
  ) {}

  /** The pool of accounts that a game's players belong to. */
  poolOf(gameId: string): string {
    return poolOf(gameId, this.config.accounts);
  }

  async byId(id: string): Promise<Account | null> {
    return isUuid(id) ? this.db.pick(Account, { id }) : null;
  }

  /** Whom a game's players know by a name; accounts of other pools are not seen. */
  async byIdentity({ kind, key }: LookUp, gameId: string): Promise<Account | null> {
    const pool = this.poolOf(gameId);
    const identity = await this.db.pick(AccountIdentity, { pool, kind, key });
    // Nobody is looked up as well, so that a name nobody has takes as long as any other.
    return this.db.pick(Account, { id: identity?.playerId ?? nobody });
  }

  /** Adds an account without identities to the pool of a game, inside a write. */
  async add(em: Unit, about: NewAccount, gameId: string): Promise<Account> {
    const now = this.clock.now();
    const id = this.ids.next();
    const account: Account = {
      id,
      pool: this.poolOf(gameId),
      email: about.email ?? null,
      username: about.username ?? null,
      displayName: about.displayName ?? about.username ?? defaultName(id),
      avatarUrl: null,
      passwordHash: about.passwordHash ?? null,
      isActive: true,
      isVerified: about.isVerified ?? false,
      language: about.language ?? null,
      links: 0,
      preferences: {},
      createdAt: now,
      updatedAt: now,
      lastLoginAt: null,
    };
    await em.add(Account, account);
    return account;
  }

  /** Says inside a write what an account is known by. `false` when another one is: of many that race one wins. */
  async claim(em: Unit, { id: playerId, pool }: Claimant, kind: IdentityKind, key: string): Promise<boolean> {
    const identity = { id: this.ids.next(), pool, playerId, kind, key, createdAt: this.clock.now() };
    return em.add(AccountIdentity, identity);
  }

  /** Claims an email and a username inside a write. Fails with `auth.taken`. */
  async claimNames(em: Unit, account: Claimant, { email, username }: ReadNames): Promise<void> {
    if (email && !(await this.claim(em, account, 'email', email.key))) throw taken('email');
    if (username && !(await this.claim(em, account, 'username', username.key))) throw taken('username');
    for (const look of username?.looks ?? [])
      if (!(await this.claim(em, account, 'lookalike', look))) throw taken('username');
  }

  /** Fails with `auth.taken` when a name is taken already, before any work is done for it. */
  async refuseTaken({ email, username }: ReadNames, gameId: string): Promise<void> {
    const pool = this.poolOf(gameId);
    if (email && (await this.isTaken(pool, 'email', email.key))) throw taken('email');
    if (username && (await this.isTaken(pool, 'username', username.key))) throw taken('username');
    for (const look of username?.looks ?? [])
      if (await this.isTaken(pool, 'lookalike', look)) throw taken('username');
  }

  private async isTaken(pool: string, kind: IdentityKind, key: string): Promise<boolean> {
    return (await this.db.pick(AccountIdentity, { pool, kind, key })) !== null;
  }
}

const taken = (field: 'email' | 'username') => auth.error('register', 'taken', { field });
