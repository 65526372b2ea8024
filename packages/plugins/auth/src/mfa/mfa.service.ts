import { BrandConfig, Clock, Db, Games, Ids, type Caller, type Serves } from '@aethex/core';
import { auth, houseError, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import type { Account } from '../entities/account.entity.js';
import { Session } from '../entities/session.entity.js';
import { Notices } from '../mails/notices.js';
import { isGuest } from '../rules/profile.js';
import { FactorCodes } from './factor-codes.js';
import { FactorKeys } from './factor-keys.js';
import { RecentProof } from './recent-proof.js';
import { appUri, newSecret } from './rules/totp.js';
import { Totp } from './totp.entity.js';

type Served = Pick<
  Serves<typeof auth>,
  'mfaStatus' | 'mfaSetup' | 'mfaConfirm' | 'mfaRecovery' | 'mfaDisable'
>;

/** The second factor of an account: set up, shown, renewed, turned off. */
@Injectable()
export class MfaService implements Served {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly codes: FactorCodes,
    private readonly keys: FactorKeys,
    private readonly recentProof: RecentProof,
    private readonly notices: Notices,
    private readonly games: Games,
    private readonly brand: BrandConfig,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  async mfaStatus(_input: In<typeof auth, 'mfaStatus'>, { id }: Caller) {
    const totp = await this.codes.of(id);
    return {
      enabled: totp !== null,
      enabled_at: totp?.confirmedAt?.toISOString() ?? null,
      recovery_codes_left: totp ? await this.codes.left(totp) : 0,
    };
  }

  async mfaSetup(_input: In<typeof auth, 'mfaSetup'>, caller: Caller) {
    await this.recentProof.demand(caller);
    const account = await this.accountOf(caller);
    if (isGuest(account)) throw auth.error('mfaSetup', 'upgrade_first');
    const { id: playerId, pool } = account;
    const secret = newSecret();
    const row = {
      id: this.ids.next(),
      pool,
      playerId,
      lastStep: 0,
      createdAt: this.clock.now(),
      confirmedAt: null,
    };
    const sealed = await this.keys.seal(row, secret);
    const added = await this.db.write(async (em) => {
      await em.drop(Totp, { playerId, confirmedAt: null });
      return em.add(Totp, { ...row, ...sealed });
    });
    if (!added) throw auth.error('mfaSetup', 'mfa_on');
    return { secret, uri: appUri(await this.issuer(caller.gameId), labelOf(account), secret) };
  }

  async mfaConfirm({ code }: In<typeof auth, 'mfaConfirm'>, caller: Caller) {
    await this.recentProof.demand(caller);
    const account = await this.accountOf(caller);
    const totp = await this.db.pick(Totp, { playerId: caller.id });
    if (!totp) throw auth.error('mfaConfirm', 'mfa_off');
    if (totp.confirmedAt) throw auth.error('mfaConfirm', 'mfa_on');
    const lastStep = await this.codes.tryApp(totp, code);
    if (lastStep === null) throw auth.error('mfaConfirm', 'mfa_invalid');
    const confirmedAt = this.clock.now();
    const recovery_codes = await this.db.write(async (em) => {
      const key = { id: totp.id, confirmedAt: null };
      if ((await em.change(Totp, key, { confirmedAt, lastStep })) === 0)
        throw auth.error('mfaConfirm', 'mfa_invalid');
      await em.change(Session, { id: caller.sessionId }, { mfaAt: confirmedAt, provedAt: confirmedAt });
      await this.notices.secondFactorChanged(account, caller.gameId, 'on');
      return this.codes.renew(em, totp);
    });
    return { recovery_codes };
  }

  async mfaRecovery({ code }: In<typeof auth, 'mfaRecovery'>, caller: Caller) {
    const { totp } = await this.demandBoth(caller, code);
    return { recovery_codes: await this.db.write((em) => this.codes.renew(em, totp)) };
  }

  async mfaDisable({ code }: In<typeof auth, 'mfaDisable'>, caller: Caller) {
    const { account } = await this.demandBoth(caller, code);
    await this.db.write(async (em) => {
      await em.drop(Totp, { playerId: caller.id });
      await this.notices.secondFactorChanged(account, caller.gameId, 'off');
    });
    return null;
  }

  /** A proof of the last minutes and a code besides. */
  private async demandBoth(caller: Caller, code: string): Promise<{ account: Account; totp: Totp }> {
    await this.recentProof.demand(caller);
    const account = await this.accountOf(caller);
    const totp = await this.codes.of(caller.id);
    if (!totp) throw auth.error('mfaDisable', 'mfa_off');
    if (!(await this.codes.take(totp, code))) throw auth.error('mfaDisable', 'mfa_invalid');
    return { account, totp };
  }

  private async accountOf({ id }: Caller): Promise<Account> {
    const account = await this.accounts.byId(id);
    if (!account) throw houseError('auth.session_revoked');
    return account;
  }

  private async issuer(gameId: string): Promise<string> {
    return (await this.games.find(gameId))?.brand.name ?? this.brand.name;
  }
}

const labelOf = ({ email, username, displayName }: Account): string => email ?? username ?? displayName;
