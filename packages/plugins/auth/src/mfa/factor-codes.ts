import { Clock, Db, Ids, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AuthMetrics } from '../auth.metrics.js';
import { hashOf } from '../tokens/opaque-token.js';
import { FactorKeys } from './factor-keys.js';
import { MfaLimits } from './mfa-limits.js';
import { RecoveryCode } from './recovery-code.entity.js';
import { newRecoveryCodes, readRecoveryCode } from './rules/recovery-codes.js';
import { stepOf } from './rules/totp.js';
import { Totp } from './totp.entity.js';

/** Judges the codes of second factors, and makes those for emergencies. */
@Injectable()
export class FactorCodes {
  constructor(
    private readonly db: Db,
    private readonly keys: FactorKeys,
    private readonly limits: MfaLimits,
    private readonly metrics: AuthMetrics,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** The confirmed second factor of an account, or `null`. */
  async of(playerId: string): Promise<Totp | null> {
    const totp = await this.db.pick(Totp, { playerId });
    return totp?.confirmedAt ? totp : null;
  }

  /**
   * Whether a code is right, and takes it: of many that race with one code one wins. Counted before it is looked at;
   * fails with `auth.rate_limited`.
   */
  async take(totp: Totp, typed: string): Promise<boolean> {
    await this.limits.code(totp.playerId);
    this.metrics.codeTried();
    const recovery = readRecoveryCode(typed);
    if (recovery !== null) return this.useRecovery(totp, recovery);
    const step = await this.stepOf(totp, typed);
    return step !== null && this.db.write((em) => this.useStep(em, totp, step));
  }

  /** The step of a code of the app, counted like any other try. */
  async tryApp(totp: Totp, typed: string): Promise<number | null> {
    await this.limits.code(totp.playerId);
    this.metrics.codeTried();
    return this.stepOf(totp, typed);
  }

  /** Replaces the recovery codes inside a write. */
  async renew(em: Unit, { id: totpId }: Totp): Promise<string[]> {
    await em.drop(RecoveryCode, { totpId });
    const codes = newRecoveryCodes();
    for (const code of codes)
      await em.add(RecoveryCode, {
        id: this.ids.next(),
        totpId,
        hash: hashOf(code.replaceAll('-', '')),
        usedAt: null,
      });
    return codes;
  }

  async left({ id }: Totp): Promise<number> {
    const sql =
      'SELECT COUNT(*) AS "left" FROM "auth_recovery_codes" WHERE "totp_id" = $1 AND "used_at" IS NULL';
    const { rows } = await this.db.read((em) => em.run(sql, [id]));
    return Number(rows[0]?.['left'] ?? 0);
  }

  private async stepOf(totp: Totp, typed: string): Promise<number | null> {
    const secret = await this.keys.open(totp);
    return stepOf(secret, typed.replace(/\s/g, ''), this.clock.now());
  }

  /** None is taken twice, and none that is older than the last one. */
  private async useStep(em: Unit, { id }: Totp, step: number): Promise<boolean> {
    const sql = 'UPDATE "auth_totp" SET "last_step" = $1 WHERE "id" = $2 AND "last_step" < $3';
    return (await em.run(sql, [step, id, step])).changed > 0;
  }

  private async useRecovery({ id: totpId }: Totp, code: string): Promise<boolean> {
    const key = { totpId, hash: hashOf(code), usedAt: null };
    return (await this.db.write((em) => em.change(RecoveryCode, key, { usedAt: this.clock.now() }))) > 0;
  }
}
