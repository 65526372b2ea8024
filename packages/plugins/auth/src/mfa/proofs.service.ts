import { Clock, Db, type Caller, type Serves } from '@aethex/core';
import { auth, houseError, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { AuthLimits } from '../accounts/auth-limits.js';
import type { Account } from '../entities/account.entity.js';
import { Session } from '../entities/session.entity.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { Bans, suspendedForGood } from '../players/bans.js';
import { DeviceBook } from '../sessions/device-book.js';
import { SignIn, type Opened } from '../sessions/sign-in.js';
import { FactorCodes } from './factor-codes.js';
import type { MfaChallenge } from './mfa-challenge.entity.js';
import { MfaLimits } from './mfa-limits.js';
import { provedAt } from './recent-proof.js';
import { SecondFactor } from './second-factor.js';

type Served = Pick<Serves<typeof auth>, 'getSession' | 'reauthenticate' | 'mfaVerify'>;

/** Proving who one is: the second half of a sign-in, and once more in a session. */
@Injectable()
export class ProofsService implements Served {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly authLimits: AuthLimits,
    private readonly limits: MfaLimits,
    private readonly hasher: PasswordHasher,
    private readonly codes: FactorCodes,
    private readonly secondFactor: SecondFactor,
    private readonly bans: Bans,
    private readonly devices: DeviceBook,
    private readonly signIn: SignIn,
    private readonly clock: Clock,
  ) {}

  async getSession(_input: In<typeof auth, 'getSession'>, caller: Caller) {
    const session = await this.db.pick(Session, { id: caller.sessionId });
    if (!session) throw houseError('auth.session_revoked');
    return {
      session_id: session.id,
      user_id: session.playerId,
      game_id: session.gameId,
      created_at: session.createdAt.toISOString(),
      expires_at: session.endsAt.toISOString(),
      proved_at: provedAt(session).toISOString(),
      mfa: session.mfaAt !== null,
    };
  }

  async reauthenticate({ password, code }: In<typeof auth, 'reauthenticate'>, caller: Caller) {
    const account = await this.accounts.byId(caller.id);
    if (!account) throw houseError('auth.session_revoked');
    const now = this.clock.now();
    if (code === undefined) await this.provePassword(account, password ?? '');
    else await this.proveCode(account, code);
    const proof = { provedAt: now, ...(code !== undefined && { mfaAt: now }) };
    await this.db.write((em) => em.change(Session, { id: caller.sessionId, revokedAt: null }, proof));
    return { proved_at: now.toISOString() };
  }

  async mfaVerify({ mfa_token, code, device_token }: In<typeof auth, 'mfaVerify'>, caller: Caller) {
    await this.limits.challenge(caller);
    const challenge = await this.secondFactor.try(mfa_token, caller.gameId);
    const account = challenge && (await this.accounts.byId(challenge.playerId));
    if (!account || !this.secondFactor.stillProves(challenge, account)) throw wrongCode();
    await this.proveCode(account, code);
    if (!account.isActive) throw auth.error('mfaVerify', 'suspended', suspendedForGood);
    await this.bans.refuse(account, caller.gameId);
    const opened = await this.open(account, challenge, caller, device_token);
    if (!opened) throw wrongCode();
    return this.signIn.answer(opened, challenge.way);
  }

  /** Opens the session; `null` when another call was faster or the account changed meanwhile. */
  private async open(
    account: Account,
    challenge: MfaChallenge,
    caller: Caller,
    deviceToken: string | undefined,
  ): Promise<Opened | null> {
    const known = await this.devices.find(account, deviceToken);
    const { way, device } = challenge;
    return this.db.write(async (em) => {
      if (!(await this.secondFactor.finish(em, challenge))) return null;
      return this.signIn.open(em, account, { way, caller, device: device ?? undefined, known, mfa: true });
    });
  }

  private async provePassword(account: Account, password: string): Promise<void> {
    await this.authLimits.password(account.id);
    if (!(await this.hasher.verify(account.passwordHash, password)))
      throw auth.error('reauthenticate', 'invalid_credentials');
  }

  private async proveCode(account: Account, code: string): Promise<void> {
    const totp = await this.codes.of(account.id);
    if (!totp || !(await this.codes.take(totp, code))) throw wrongCode();
  }
}

const wrongCode = () => auth.error('mfaVerify', 'mfa_invalid');
