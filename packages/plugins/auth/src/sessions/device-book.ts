import { Clock, Db, Ids, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import type { Account } from '../entities/account.entity.js';
import { KnownDevice } from '../entities/known-device.entity.js';
import { hashOf, isToken, newToken } from '../tokens/opaque-token.js';

/** A device that has shown its token. */
export interface ShownDevice {
  readonly id: string;
  readonly token: string;
}

/** Remembers the devices from which players have signed in. */
@Injectable()
export class DeviceBook {
  constructor(
    private readonly db: Db,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: AuthConfig,
  ) {}

  /** The device a token belongs to, when the account knows it; else `null`. */
  async find(account: Account | null, token: string | undefined): Promise<ShownDevice | null> {
    if (token === undefined || !isToken('adt', token)) return null;
    const device = await this.db.pick(KnownDevice, { tokenHash: hashOf(token) });
    return device && device.playerId === account?.id ? { id: device.id, token } : null;
  }

  /** Notes inside a write that a player has signed in on a device, a known one or a new one, and returns its token. */
  async note(em: Unit, account: Account, known: ShownDevice | null): Promise<string> {
    const now = this.clock.now();
    if (known && (await em.change(KnownDevice, { id: known.id }, { lastUsedAt: now })) > 0)
      return known.token;
    const token = newToken('adt');
    const { pool, id: playerId } = account;
    const row = {
      id: this.ids.next(),
      pool,
      playerId,
      tokenHash: hashOf(token),
      createdAt: now,
      lastUsedAt: now,
    };
    await em.add(KnownDevice, row);
    await this.forgetSurplus(em, playerId);
    return token;
  }

  private async forgetSurplus(em: Unit, playerId: string): Promise<void> {
    const kept = `SELECT "id" FROM "auth_devices" WHERE "player_id" = $1 ORDER BY "last_used_at" DESC, "id" DESC LIMIT $2`;
    const sql = `DELETE FROM "auth_devices" WHERE "player_id" = $1 AND "id" NOT IN (${kept})`;
    await em.run(sql, [playerId, this.config.maxDevices]);
  }
}
