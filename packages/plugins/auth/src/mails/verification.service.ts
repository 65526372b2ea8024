import { Db, type Caller, type Serves } from '@aethex/core';
import { auth, houseError, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { GameKeys } from '../accounts/game-keys.js';
import { ProfileBook } from '../accounts/profile-book.js';
import { Registration } from '../accounts/registration.js';
import { checkedEmail, readNames } from '../accounts/identity-input.js';
import { Account } from '../entities/account.entity.js';
import { CaptchaGate } from '../mfa/captcha-gate.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { PasswordPolicy } from '../passwords/password-policy.js';
import { AddressClaims } from './address-claims.js';
import type { MailCode } from './mail-code.entity.js';
import { MailCodes } from './mail-codes.js';
import { MailLimits } from './mail-limits.js';

type Served = Pick<Serves<typeof auth>, 'registerByMail' | 'requestVerification' | 'verifyEmail'>;

/** Addresses that are proved, and accounts that begin with it. */
@Injectable()
export class VerificationService implements Served {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly gameKeys: GameKeys,
    private readonly captchas: CaptchaGate,
    private readonly registration: Registration,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly codes: MailCodes,
    private readonly claims: AddressClaims,
    private readonly limits: MailLimits,
    private readonly profiles: ProfileBook,
  ) {}

  /** Whether the address is free is found out by the worker, so that the answer cannot depend on it. */
  async registerByMail(input: In<typeof auth, 'registerByMail'>, caller: Caller) {
    this.gameKeys.demand(caller);
    this.registration.demandOpen();
    const { username } = readNames({ username: input.username });
    const { shown: address, key: addressKey } = checkedEmail(input.email);
    const { gameId } = caller;
    const pool = this.accounts.poolOf(gameId);
    await this.captchas.demand('register', input.captcha, caller);
    await this.limits.mail(`${pool} ${addressKey}`, caller);
    await this.accounts.refuseTaken({ email: null, username }, gameId);
    const wanted = { username: username?.shown ?? null, displayName: input.display_name ?? null };
    const language = input.language ?? null;
    await this.db.write((em) =>
      this.codes.ask(em, { pool, gameId, purpose: 'register', address, addressKey, language, wanted }),
    );
    return null;
  }

  async requestVerification(input: In<typeof auth, 'requestVerification'>, caller: Caller) {
    const account = await this.accounts.byId(caller.id);
    if (!account) throw houseError('auth.session_revoked');
    const { id: playerId, email, pool, isVerified } = account;
    if (email === null) throw auth.error('requestVerification', 'email_missing');
    if (isVerified) throw auth.error('requestVerification', 'email_verified');
    const { shown: address, key: addressKey } = checkedEmail(email);
    await this.limits.mail(`${pool} ${addressKey}`, caller);
    const { gameId } = caller;
    const language = input.language ?? account.language;
    await this.db.write((em) =>
      this.codes.ask(em, { pool, gameId, purpose: 'verify', playerId, address, addressKey, language }),
    );
    return null;
  }

  async verifyEmail({ code, email, password }: In<typeof auth, 'verifyEmail'>, caller: Caller) {
    await this.limits.code(caller);
    const addressKey = await this.addressOf(email, caller);
    const shown = { code, pool: this.accounts.poolOf(caller.gameId), addressKey };
    const row = await this.codes.find(['verify', 'register'], shown);
    if (row.purpose === 'register') await this.create(row, password);
    else await this.prove(row);
    return { email: row.address, created: row.purpose === 'register' };
  }

  private async addressOf(email: string | undefined, { id }: Caller): Promise<string | null> {
    if (email !== undefined) return checkedEmail(email).key;
    const own = (await this.accounts.byId(id))?.email ?? null;
    return own === null ? null : checkedEmail(own).key;
  }

  private async prove(row: MailCode): Promise<void> {
    const id = row.playerId ?? '';
    await this.db.write(async (em) => {
      await this.codes.use(em, row);
      // Another address than the one the mail went to is not proved by it.
      const proved = await em.change(Account, { id, email: row.address }, { isVerified: true });
      if (proved === 0) throw auth.error('verifyEmail', 'code_invalid');
      await this.profiles.forget(id);
    });
  }

  private async create(row: MailCode, password: string | undefined): Promise<void> {
    this.registration.demandOpen();
    if (password === undefined) throw auth.error('verifyEmail', 'password_needed');
    const names = readNames({ email: row.address, username: row.wanted?.username ?? undefined });
    const { email, username } = names;
    await this.policy.check('password', password, [email?.shown, email?.key, username?.shown]);
    const passwordHash = await this.hasher.hash(password);
    await this.db.write(async (em) => {
      await this.codes.use(em, row);
      await this.claims.freeUnverified(em, row.addressKey, row.pool);
      const account = await this.accounts.add(
        em,
        {
          email: row.address,
          username: username?.shown ?? null,
          displayName: row.wanted?.displayName ?? undefined,
          language: row.language,
          isVerified: true,
          passwordHash,
        },
        row.gameId,
      );
      await this.accounts.claimNames(em, account, names);
    });
  }
}
