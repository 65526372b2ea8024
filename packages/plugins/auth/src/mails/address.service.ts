import { Db, type Caller, type Serves, type Unit } from '@aethex/core';
import { auth, houseError, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { checkedEmail } from '../accounts/identity-input.js';
import { Account } from '../entities/account.entity.js';
import { RecentProof } from '../mfa/recent-proof.js';
import { isGuest } from '../rules/profile.js';
import { Endings } from '../sessions/endings.js';
import { AddressClaims } from './address-claims.js';
import { BackDoors } from './back-doors.js';
import { MailCode } from './mail-code.entity.js';
import { MailCodes } from './mail-codes.js';
import { MailLimits } from './mail-limits.js';

type Served = Pick<Serves<typeof auth>, 'changeEmail' | 'confirmEmail' | 'undoEmail'>;

/** How an account comes to another address, and back. */
@Injectable()
export class AddressService implements Served {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly recentProof: RecentProof,
    private readonly endings: Endings,
    private readonly codes: MailCodes,
    private readonly claims: AddressClaims,
    private readonly limits: MailLimits,
    private readonly backDoors: BackDoors,
  ) {}

  async changeEmail({ new_email }: In<typeof auth, 'changeEmail'>, caller: Caller) {
    await this.recentProof.demand(caller);
    const account = await this.accounts.byId(caller.id);
    if (!account) throw houseError('auth.session_revoked');
    if (isGuest(account)) throw auth.error('changeEmail', 'upgrade_first');
    const { shown: address, key: addressKey } = checkedEmail(new_email);
    const { id: playerId, pool, language } = account;
    await this.limits.mail(`${pool} ${addressKey}`, caller);
    const { gameId } = caller;
    await this.db.write((em) =>
      this.codes.ask(em, { pool, gameId, purpose: 'change', playerId, address, addressKey, language }),
    );
    return null;
  }

  async confirmEmail({ code }: In<typeof auth, 'confirmEmail'>, caller: Caller) {
    await this.limits.code(caller);
    const addressKey = await this.addressAskedBy(caller.id);
    const row = await this.codes.find(['change'], {
      code,
      pool: this.accounts.poolOf(caller.gameId),
      addressKey,
    });
    await this.db.write(async (em) => {
      const account = await this.ownerOf(em, row);
      await this.codes.use(em, row);
      await this.claims.give(em, account, { shown: row.address, key: row.addressKey }, {});
      await this.codes.voidAll(em, account.id);
      await this.tellOldAddress(em, account, row);
    });
    return null;
  }

  /** Whoever changed the address knew the password, so that is void too, and so is every way in that came since. */
  async undoEmail({ code }: In<typeof auth, 'undoEmail'>, caller: Caller) {
    await this.limits.code(caller);
    const row = await this.codes.find(['undo'], {
      code,
      pool: this.accounts.poolOf(caller.gameId),
      addressKey: null,
    });
    await this.db.write(async (em) => {
      const account = await this.ownerOf(em, row);
      await this.codes.use(em, row);
      const back = { shown: row.address, key: row.addressKey };
      await this.claims.give(em, account, back, { passwordHash: null });
      await this.backDoors.close(em, account.id, row.createdAt);
      await this.endings.endAll(em, account.id, 'email_undone');
      await this.codes.voidAll(em, account.id);
      await this.codes.voidLaterUndos(em, row);
      const { pool, gameId, address, addressKey, language } = row;
      await this.codes.ask(em, { pool, gameId, purpose: 'reset', address, addressKey, language });
    });
    return null;
  }

  private async ownerOf(em: Unit, { playerId }: MailCode): Promise<Account> {
    const account = playerId === null ? null : await em.pick(Account, { id: playerId });
    if (!account) throw auth.error('confirmEmail', 'code_invalid');
    return account;
  }

  /** An address nobody proved may be a stranger's, who must not get an account by undoing. */
  private async tellOldAddress(
    em: Unit,
    { email, isVerified, ...account }: Account,
    row: MailCode,
  ): Promise<void> {
    if (email === null || !isVerified) return;
    const { key: addressKey } = checkedEmail(email);
    if (addressKey === row.addressKey) return;
    const { id: playerId, pool, language } = account;
    const { gameId } = row;
    await this.codes.ask(em, {
      pool,
      gameId,
      purpose: 'undo',
      playerId,
      address: email,
      addressKey,
      language,
    });
  }

  /** The address a signed-in player wants, for those who type digits. */
  private async addressAskedBy(playerId: string): Promise<string | null> {
    if (playerId === '') return null;
    const sql =
      'SELECT "address_key" FROM "auth_mail_codes" WHERE "player_id" = $1 AND "purpose" = $2 AND "used_at" IS NULL ORDER BY "created_at" DESC, "id" DESC LIMIT 1';
    const { rows } = await this.db.read((em) => em.run(sql, [playerId, 'change']));
    return rows[0] ? String(rows[0]['address_key']) : null;
  }
}
