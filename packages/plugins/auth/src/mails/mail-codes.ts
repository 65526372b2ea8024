import { randomInt, timingSafeEqual } from 'node:crypto';
import { Clock, Db, Ids, Jobs, KeyRing, type Unit } from '@aethex/core';
import { auth, isAethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { Account } from '../entities/account.entity.js';
import type { EmailForms } from '../rules/email.js';
import { hashOf, isToken, newToken } from '../tokens/opaque-token.js';
import { MailCode } from './mail-code.entity.js';
import { MailLimits } from './mail-limits.js';
import { mailPurposes, mostTries, type MailPurpose } from './rules/mail-purposes.js';

/** The job that mints a code and sends its mail. */
export const codeMailJob = 'auth.sendCode';
/** With the back-off of jobs some ten hours: longer than most mail servers are away. */
export const mailTries = 20;
/** What digits are sealed for. */
const digitsPurpose = 'auth.mailCode';

/** What a mail with a code is asked for. */
export type AskedMail = Pick<
  MailCode,
  'pool' | 'gameId' | 'purpose' | 'address' | 'addressKey' | 'language'
> &
  Partial<Pick<MailCode, 'playerId' | 'wanted'>>;

/** A code in its two forms. */
export interface Minted {
  readonly code: string;
  /** `null` for what is done by a link alone. */
  readonly digits: string | null;
}

/** A code that somebody shows. For digits the pool and the mailbox say whose they are; the long code is enough by itself. */
export interface ShownCode {
  readonly code: string;
  readonly pool: string;
  readonly addressKey: string | null;
}

/** Codes in mails: asked for in a write, minted when the mail is sent, used once. */
@Injectable()
export class MailCodes {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly keys: KeyRing,
    private readonly limits: MailLimits,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Asks inside a write for a mail. No secret exists until a worker mints it, so none lies among the jobs. */
  async ask(em: Unit, asked: AskedMail): Promise<void> {
    const id = this.ids.next();
    const createdAt = this.clock.now();
    const expiresAt = this.endOf(asked.purpose);
    const blank = { hash: null, digits: null, tries: 0, usedAt: null };
    await em.add(MailCode, { playerId: null, wanted: null, ...asked, ...blank, id, createdAt, expiresAt });
    await this.jobs.add({ name: codeMailJob, data: { code_id: id }, tries: mailTries });
  }

  /** Asks inside a write for the mail by which an account proves the address it has just got, if it has got one. */
  async askToVerify(em: Unit, account: Account, email: EmailForms | null, gameId: string): Promise<void> {
    if (!email) return;
    const { id: playerId, pool, language } = account;
    const { shown: address, key: addressKey } = email;
    await this.ask(em, { pool, gameId, purpose: 'verify', playerId, address, addressKey, language });
  }

  /** Makes the code of a mail, in place of one of an earlier try; `null` when the mail is not wanted any more. */
  async mint({ id, purpose }: MailCode, playerId: string | null): Promise<Minted | null> {
    const code = newToken('amc');
    const digits = mailPurposes[purpose].hasDigits ? String(randomInt(1_000_000)).padStart(6, '0') : null;
    const sealed = digits === null ? null : Buffer.from(await this.seal(id, digits));
    const patch = { playerId, hash: hashOf(code), digits: sealed, tries: 0, expiresAt: this.endOf(purpose) };
    const minted = await this.db.write((em) => em.change(MailCode, { id, usedAt: null }, patch));
    return minted > 0 ? { code, digits } : null;
  }

  /** The mail a code came with, when the code is right for the purpose, unused and not too old. Else `auth.code_invalid`. */
  async find(purposes: readonly MailPurpose[], shown: ShownCode): Promise<MailCode> {
    const isShort = /^\d{6}$/.test(shown.code);
    const row = isShort ? await this.byDigits(purposes, shown) : await this.byLongCode(shown.code);
    if (!row || !purposes.includes(row.purpose) || !this.isAlive(row)) throw wrongCode();
    return row;
  }

  /** Uses a code inside a write. Fails with `auth.code_invalid` when somebody else was faster. */
  async use(em: Unit, { id, hash }: MailCode): Promise<void> {
    const used = await em.change(MailCode, { id, hash, usedAt: null }, { usedAt: this.clock.now() });
    if (used === 0) throw wrongCode();
  }

  /** Makes void inside a write what mails would still let somebody do to an account, but not the undoing of a change. */
  async voidAll(em: Unit, playerId: string): Promise<void> {
    const sql =
      'UPDATE "auth_mail_codes" SET "used_at" = $1 WHERE "player_id" = $2 AND "used_at" IS NULL AND "purpose" <> $3';
    await em.run(sql, [this.clock.now().getTime(), playerId, 'undo']);
  }

  /** Makes void inside a write what undoes the changes that came after another one. */
  async voidLaterUndos(em: Unit, { playerId, createdAt }: MailCode): Promise<void> {
    const sql =
      'UPDATE "auth_mail_codes" SET "used_at" = $1 WHERE "player_id" = $2 AND "used_at" IS NULL AND "purpose" = $3 AND "created_at" >= $4';
    await em.run(sql, [this.clock.now().getTime(), playerId, 'undo', createdAt.getTime()]);
  }

  /** Removes inside a write every mail of a player, also those that strangers asked for. */
  async forget(em: Unit, playerId: string): Promise<void> {
    const keys = `SELECT "key" FROM "auth_identities" WHERE "player_id" = $1 AND "kind" = $2`;
    const sql = `DELETE FROM "auth_mail_codes" WHERE "player_id" = $1 OR "address_key" IN (${keys})`;
    await em.run(sql, [playerId, 'email']);
  }

  private async byLongCode(code: string): Promise<MailCode | null> {
    return isToken('amc', code) ? this.db.pick(MailCode, { hash: hashOf(code) }) : null;
  }

  /** Only the newest mail of its purposes has digits that count, and each try is written down before it is judged. */
  private async byDigits(purposes: readonly MailPurpose[], shown: ShownCode): Promise<MailCode | null> {
    const { code, pool, addressKey } = shown;
    if (addressKey === null) return null;
    await this.limits.digits(purposes.join(), `${pool} ${addressKey}`);
    const row = await this.newest(purposes, pool, addressKey);
    if (!row?.digits || !this.isAlive(row) || !(await this.countTry(row.id))) return null;
    const digits = await this.open(row.id, row.digits);
    return digits && timingSafeEqual(digits, Buffer.from(code)) ? row : null;
  }

  private newest(purposes: readonly MailPurpose[], pool: string, key: string): Promise<MailCode | null> {
    const any = purposes.map((_, index) => `$${index + 3}`).join(', ');
    const sql = `SELECT "id" FROM "auth_mail_codes" WHERE "pool" = $1 AND "address_key" = $2 AND "purpose" IN (${any}) AND "hash" IS NOT NULL ORDER BY "created_at" DESC, "id" DESC LIMIT 1`;
    return this.db.read(async (em) => {
      const { rows } = await em.run(sql, [pool, key, ...purposes]);
      return rows[0] ? em.pick(MailCode, { id: String(rows[0]['id']) }) : null;
    });
  }

  private async countTry(id: string): Promise<boolean> {
    const sql =
      'UPDATE "auth_mail_codes" SET "tries" = "tries" + 1 WHERE "id" = $1 AND "tries" < $2 AND "used_at" IS NULL';
    return (await this.db.write((em) => em.run(sql, [id, mostTries]))).changed > 0;
  }

  private seal(id: string, digits: string): Promise<Uint8Array> {
    return this.keys.seal(digitsPurpose, Buffer.from(digits), Buffer.from(id));
  }

  /** `null` when their key was destroyed meanwhile: digits live too short to be closed anew. */
  private async open(id: string, sealed: Uint8Array): Promise<Uint8Array | null> {
    try {
      return await this.keys.open(digitsPurpose, sealed, Buffer.from(id));
    } catch (error) {
      if (isAethexError(error) && error.code === 'keys.unknown_key') return null;
      throw error;
    }
  }

  private isAlive({ usedAt, expiresAt }: MailCode): boolean {
    return usedAt === null && expiresAt.getTime() > this.clock.now().getTime();
  }

  private endOf(purpose: MailPurpose): Date {
    return new Date(this.clock.now().getTime() + mailPurposes[purpose].seconds * 1000);
  }
}

const wrongCode = () => auth.error('resetPassword', 'code_invalid');
