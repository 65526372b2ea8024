import { Db, type Caller, type Serves } from '@aethex/core';
import { auth, houseError, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from './accounts/account-store.js';
import { AuthLimits } from './accounts/auth-limits.js';
import { GameKeys } from './accounts/game-keys.js';
import { readLookUp, readNames } from './accounts/identity-input.js';
import { Account } from './entities/account.entity.js';
import { CaptchaGate } from './mfa/captcha-gate.js';
import { SecondFactor } from './mfa/second-factor.js';
import { Bans, suspendedForGood } from './players/bans.js';
import { Registration } from './accounts/registration.js';
import { MailCodes } from './mails/mail-codes.js';
import { Notices } from './mails/notices.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { PasswordPolicy } from './passwords/password-policy.js';
import { DeviceBook } from './sessions/device-book.js';
import { Endings } from './sessions/endings.js';
import { SignIn, type Entrance, type Opened } from './sessions/sign-in.js';

type Served = Pick<Serves<typeof auth>, 'register' | 'login' | 'changePassword'>;

/** Accounts with a password. */
@Injectable()
export class AccountsService implements Served {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly devices: DeviceBook,
    private readonly limits: AuthLimits,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly signIn: SignIn,
    private readonly endings: Endings,
    private readonly bans: Bans,
    private readonly secondFactor: SecondFactor,
    private readonly gameKeys: GameKeys,
    private readonly captchas: CaptchaGate,
    private readonly registration: Registration,
    private readonly codes: MailCodes,
    private readonly notices: Notices,
  ) {}

  async register(input: In<typeof auth, 'register'>, caller: Caller) {
    this.gameKeys.demand(caller);
    this.registration.demandOpen();
    this.registration.demandUnproved(input.email);
    const names = readNames(input);
    const { email, username } = names;
    await this.policy.check('password', input.password, [email?.shown, email?.key, username?.shown]);
    await this.limits.registration(caller);
    await this.captchas.demand('register', input.captcha, caller);
    await this.accounts.refuseTaken(names, caller.gameId);
    const passwordHash = await this.hasher.hash(input.password);
    const opened = await this.db.write(async (em) => {
      const account = await this.accounts.add(
        em,
        {
          email: email?.shown ?? null,
          username: username?.shown ?? null,
          displayName: input.display_name,
          language: input.language ?? null,
          passwordHash,
        },
        caller.gameId,
      );
      await this.accounts.claimNames(em, account, names);
      await this.codes.askToVerify(em, account, email, caller.gameId);
      return this.signIn.open(em, account, { way: 'register', caller, device: input.device });
    });
    if (!opened) throw new Error('An account changed while it was made.');
    return this.signIn.answer(opened, 'register');
  }

  /** One password hash whatever comes of it; what the account is like is told to nobody without its password. */
  async login(input: In<typeof auth, 'login'>, caller: Caller) {
    this.gameKeys.demand(caller);
    const lookUp = readLookUp(input);
    const account = lookUp && (await this.accounts.byIdentity(lookUp, caller.gameId));
    const known = await this.devices.find(account, input.device_token);
    const name = lookUp
      ? `${lookUp.kind} ${lookUp.key}`
      : `? ${input.email ?? input.username ?? input.login ?? ''}`;
    await this.limits.login(name, known?.id ?? null, caller);
    if (!known) await this.captchas.demand('login', input.captcha, caller);
    const fits = await this.hasher.verify(account?.passwordHash ?? null, input.password);
    if (!account || !fits) throw auth.error('login', 'invalid_credentials');
    if (!account.isActive) throw auth.error('login', 'suspended', suspendedForGood);
    await this.bans.refuse(account, caller.gameId);
    const entrance: Entrance = { way: 'password', caller, device: input.device, known };
    await this.secondFactor.demand(account, entrance);
    const opened = await this.open(account, input.password, entrance);
    // Somebody changed the password while this one was verified.
    if (!opened) throw auth.error('login', 'invalid_credentials');
    return this.signIn.answer(opened, 'password');
  }

  async changePassword(input: In<typeof auth, 'changePassword'>, caller: Caller) {
    const account = await this.accounts.byId(caller.id);
    if (!account) throw houseError('auth.session_revoked');
    await this.limits.password(account.id);
    await this.policy.check('new_password', input.new_password, [account.email, account.username]);
    const { id, passwordHash: old } = account;
    if (!(await this.hasher.verify(old, input.current_password)))
      throw auth.error('changePassword', 'invalid_credentials');
    const passwordHash = await this.hasher.hash(input.new_password);
    const changed = await this.db.write(async (em) => {
      const done = await em.change(Account, { id, passwordHash: old }, { passwordHash });
      if (done === 0) return false;
      await this.endings.endAll(em, id, 'password_changed', caller.sessionId);
      await this.codes.voidAll(em, id);
      await this.notices.passwordChanged(account, caller.gameId);
      return true;
    });
    if (!changed) throw auth.error('changePassword', 'invalid_credentials');
    return null;
  }

  /** Opens the session, together with a better hash of the password where the stored one is not as it should be. */
  private async open(account: Account, password: string, entrance: Entrance): Promise<Opened | null> {
    const { id, passwordHash: old } = account;
    const outdated = old !== null && this.hasher.wantsRenewal(old, password);
    const passwordHash = outdated ? await this.hasher.hash(password) : old;
    return this.db.write(async (em) => {
      if (outdated && (await em.change(Account, { id, passwordHash: old }, { passwordHash })) === 0)
        return null;
      return this.signIn.open(em, { ...account, passwordHash }, entrance);
    });
  }
}
