import { Clock, Db, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';

/** Rows removed in one write, so that nobody waits long behind it. */
const batch = 500;
const day = 86_400_000;
/** For how long a session that has ended is still known. */
const keepEndedMs = 7 * day;
/** Longer than any access token lives, whatever the clocks say. */
const keepNewsMs = day;

/** Removes what nothing asks for any more: sessions long ended with their spent tokens, forgotten devices, old news and codes. */
@Injectable()
export class Prune implements Worker {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly config: AuthConfig,
  ) {}

  async run(): Promise<void> {
    const now = this.clock.now().getTime();
    await this.remove('auth_sessions', 'revoked_at', now - keepEndedMs);
    await this.remove('auth_sessions', 'refresh_expires_at', now - keepEndedMs);
    await this.remove('auth_devices', 'last_used_at', now - this.config.deviceMemory * 1000);
    await this.remove('auth_mfa_challenges', 'expires_at', now);
    await this.remove('auth_endings', 'ended_at', now - keepNewsMs);
    await this.remove('auth_mail_codes', 'expires_at', now);
    await this.remove('auth_oauth_flows', 'expires_at', now);
    await this.remove('auth_device_flows', 'expires_at', now);
  }

  private async remove(table: string, column: string, before: number): Promise<void> {
    const old = `SELECT "id" FROM "${table}" WHERE "${column}" < $1 LIMIT ${batch}`;
    const sql = `DELETE FROM "${table}" WHERE "id" IN (${old})`;
    while ((await this.db.write((em) => em.run(sql, [before]))).changed > 0);
  }
}
