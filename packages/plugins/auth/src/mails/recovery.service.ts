import { Db, type Caller, type Serves } from '@aethex/core';
import { auth, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { GameKeys } from '../accounts/game-keys.js';
import { ProfileBook } from '../accounts/profile-book.js';
import { checkedEmail } from '../accounts/identity-input.js';
import { Account } from '../entities/account.entity.js';
import { CaptchaGate } from '../mfa/captcha-gate.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { PasswordPolicy } from '../passwords/password-policy.js';
import { Endings } from '../sessions/endings.js';
import { BackDoors } from './back-doors.js';
import type { MailCode } from './mail-code.entity.js';
import { MailCodes } from './mail-codes.js';
import { MailLimits } from './mail-limits.js';
import { Notices } from './notices.js';

type Served = Pick<Serves<typeof auth>, 'forgotPassword' | 'resetPassword'>;

/** How somebody who forgot a password comes back. */
@Injectable()
export class RecoveryService implements Served {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly gameKeys: GameKeys,
    private readonly captchas: CaptchaGate,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly endings: Endings,
    private readonly codes: MailCodes,
    private readonly limits: MailLimits,
    private readonly notices: Notices,
    private readonly profiles: ProfileBook,
    private readonly backDoors: BackDoors,
  ) {}

  /** Looks nobody up: a worker finds out whether there is anybody to write to. */
  async forgotPassword(input: In<typeof auth, 'forgotPassword'>, caller: Caller) {
    this.gameKeys.demand(caller);
    const { shown: address, key: addressKey } = checkedEmail(input.email);
    const { gameId } = caller;
    const pool = this.accounts.poolOf(gameId);
    await this.captchas.demand('forgot_password', input.captcha, caller);
    await this.limits.mail(`${pool} ${addressKey}`, caller);
    const language = input.language ?? null;
    await this.db.write((em) =>
      this.codes.ask(em, { pool, gameId, purpose: 'reset', address, addressKey, language }),
    );
    return null;
  }

  async resetPassword(input: In<typeof auth, 'resetPassword'>, caller: Caller) {
    await this.limits.code(caller);
    const addressKey = input.email === undefined ? null : checkedEmail(input.email).key;
    const row = await this.codes.find(['reset'], {
      code: input.code,
      pool: this.accounts.poolOf(caller.gameId),
      addressKey,
    });
    const account = await this.accounts.byId(row.playerId ?? '');
    // A mail to an address that the account has given up opens nothing any more.
    if (!account?.email || checkedEmail(account.email).key !== row.addressKey)
      throw auth.error('resetPassword', 'code_invalid');
    await this.policy.check('new_password', input.new_password, [account.email, account.username]);
    await this.set(row, account, await this.hasher.hash(input.new_password));
    return null;
  }

  /** Whoever has the mailbox has the account from here on, and nobody else has. */
  private async set(row: MailCode, account: Account, passwordHash: string): Promise<void> {
    const { id, email } = account;
    await this.db.write(async (em) => {
      await this.codes.use(em, row);
      const changed = await em.change(Account, { id, email }, { passwordHash, isVerified: true });
      if (changed === 0) throw auth.error('resetPassword', 'code_invalid');
      // Until now anybody could have made the account in the owner's name.
      if (!account.isVerified) await this.backDoors.close(em, id, account.createdAt);
      await this.endings.endAll(em, id, 'password_changed');
      await this.codes.voidAll(em, id);
      await this.notices.passwordChanged({ ...account, isVerified: true }, row.gameId);
      await this.profiles.forget(id);
    });
  }
}
