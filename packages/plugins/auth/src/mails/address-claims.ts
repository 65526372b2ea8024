import { Clock, type Unit } from '@aethex/core';
import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { ProfileBook } from '../accounts/profile-book.js';
import { AccountIdentity } from '../entities/account-identity.entity.js';
import { Account } from '../entities/account.entity.js';
import { Endings } from '../sessions/endings.js';
import { MailCodes } from './mail-codes.js';
import type { EmailForms } from '../rules/email.js';

/** Gives addresses to those who have proved that they are theirs. */
@Injectable()
export class AddressClaims {
  constructor(
    private readonly accounts: AccountStore,
    private readonly endings: Endings,
    private readonly codes: MailCodes,
    private readonly profiles: ProfileBook,
    private readonly clock: Clock,
  ) {}

  /**
   * Called inside a write when somebody has proved that an address is theirs: takes it from an account of the pool
   * that only said so. That account's password and sessions go with it, because whoever made it may have waited for
   * the owner (O4). `false` when the address belongs to an account that has proved it too.
   */
  async freeUnverified(em: Unit, emailKey: string, pool: string): Promise<boolean> {
    const identity = await em.pick(AccountIdentity, { pool, kind: 'email', key: emailKey });
    if (!identity) return true;
    const id = identity.playerId;
    const without = { email: null, passwordHash: null, updatedAt: this.clock.now() };
    if ((await em.change(Account, { id, isVerified: false }, without)) === 0) return false;
    await em.drop(AccountIdentity, { id: identity.id });
    await this.endings.endAll(em, id, 'address_claimed');
    await this.codes.voidAll(em, id);
    await this.profiles.forget(id);
    return true;
  }

  /** Gives an account inside a write an address it has proved, in place of the one it has. Fails with `auth.taken`. */
  async give(em: Unit, account: Account, { shown, key }: EmailForms, more: Partial<Account>): Promise<void> {
    const { id, pool } = account;
    await em.drop(AccountIdentity, { playerId: id, kind: 'email' });
    const isFree = await this.freeUnverified(em, key, pool);
    if (!isFree || !(await this.accounts.claim(em, account, 'email', key)))
      throw auth.error('register', 'taken', { field: 'email' });
    const changes = { ...more, email: shown, isVerified: true, updatedAt: this.clock.now() };
    await em.change(Account, { id }, changes);
    await this.profiles.forget(id);
  }
}
