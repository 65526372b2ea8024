import { Clock, Db, type Caller, type Serves } from '@aethex/core';
import { auth, houseError, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from './accounts/account-store.js';
import { AuthLimits } from './accounts/auth-limits.js';
import { GameKeys } from './accounts/game-keys.js';
import { readNames, type ReadNames } from './accounts/identity-input.js';
import { ProfileBook } from './accounts/profile-book.js';
import { Registration } from './accounts/registration.js';
import { Account } from './entities/account.entity.js';
import { MailCodes } from './mails/mail-codes.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { PasswordPolicy } from './passwords/password-policy.js';
import { suspendedForGood } from './players/bans.js';
import { isGuest, profileOf } from './rules/profile.js';
import { SignIn, type Entrance, type Opened } from './sessions/sign-in.js';
import { hashOf, newToken } from './tokens/opaque-token.js';

type Served = Pick<Serves<typeof auth>, 'guest' | 'upgrade'>;

/** Players without an account of their own, and how they come to one. */
@Injectable()
export class GuestsService implements Served {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly profiles: ProfileBook,
    private readonly limits: AuthLimits,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly signIn: SignIn,
    private readonly clock: Clock,
    private readonly gameKeys: GameKeys,
    private readonly registration: Registration,
    private readonly codes: MailCodes,
  ) {}

  async guest(input: In<typeof auth, 'guest'>, caller: Caller) {
    this.gameKeys.demand(caller);
    const secret = input.device_secret ?? newToken('ads');
    const key = hashOf(secret);
    const entrance: Entrance = { way: 'guest', caller, device: input.device };
    const created = (await this.known(key, caller.gameId)) ? null : await this.create(key, input, entrance);
    const opened = created ?? (await this.comeBack(key, entrance));
    const answer = await this.signIn.answer(opened, 'guest');
    return {
      ...answer,
      created: created !== null,
      device_secret: input.device_secret === undefined ? secret : null,
    };
  }

  async upgrade(input: In<typeof auth, 'upgrade'>, caller: Caller) {
    const account = await this.accounts.byId(caller.id);
    if (!account) throw houseError('auth.session_revoked');
    if (!isGuest(account)) throw auth.error('upgrade', 'already_linked');
    this.registration.demandUnproved(input.email);
    const names = readNames(input);
    const { email, username } = names;
    await this.policy.check('password', input.password, [email?.shown, email?.key, username?.shown]);
    await this.limits.registration(caller);
    await this.accounts.refuseTaken(names, caller.gameId);
    const passwordHash = await this.hasher.hash(input.password);
    const changes = {
      email: email?.shown ?? null,
      username: username?.shown ?? null,
      displayName: input.display_name ?? account.displayName,
      passwordHash,
      updatedAt: this.clock.now(),
    };
    await this.link(account, names, changes, caller);
    return profileOf({ ...account, ...changes });
  }

  private known(key: string, gameId: string): Promise<Account | null> {
    return this.accounts.byIdentity({ kind: 'device', key }, gameId);
  }

  /** Makes a guest, or answers `null` when another call with the same secret was faster. */
  private async create(
    key: string,
    { display_name: displayName, language }: In<typeof auth, 'guest'>,
    entrance: Entrance,
  ): Promise<Opened | null> {
    this.registration.demandOpen();
    await this.limits.newGuest(entrance.caller);
    return this.db.write(async (em) => {
      const account = await this.accounts.add(
        em,
        { displayName, language: language ?? null },
        entrance.caller.gameId,
      );
      if (await this.accounts.claim(em, account, 'device', key))
        return this.signIn.open(em, account, entrance);
      await em.drop(Account, { id: account.id });
      return null;
    });
  }

  private async comeBack(key: string, entrance: Entrance): Promise<Opened> {
    const account = await this.known(key, entrance.caller.gameId);
    if (!account || !isGuest(account)) throw auth.error('guest', 'already_linked');
    if (!account.isActive) throw auth.error('guest', 'suspended', suspendedForGood);
    const opened = await this.db.write((em) => this.signIn.open(em, account, entrance));
    // It became a full account a moment ago.
    if (!opened) throw auth.error('guest', 'already_linked');
    return opened;
  }

  private async link(
    account: Account,
    names: ReadNames,
    changes: Partial<Account>,
    { gameId }: Caller,
  ): Promise<void> {
    const asGuest = { id: account.id, email: null, username: null, links: 0 };
    await this.db.write(async (em) => {
      await this.accounts.claimNames(em, account, names);
      if ((await em.change(Account, asGuest, changes)) === 0) throw auth.error('upgrade', 'already_linked');
      await this.codes.askToVerify(em, account, names.email, gameId);
      await this.profiles.forget(account.id);
    });
  }
}
