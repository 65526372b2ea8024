import { Clock, Db } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { Account } from '../entities/account.entity.js';
import { isUuid } from '../rules/uuid.js';
import { Endings } from '../sessions/endings.js';

/** Keeps a player out and lets them in again. For a studio's own code: no wire reaches it. */
@Injectable()
export class Suspension {
  constructor(
    private readonly db: Db,
    private readonly endings: Endings,
    private readonly clock: Clock,
  ) {}

  /** Ends every session of the player and refuses to open another. `false` when there is no such player. */
  suspend(playerId: string): Promise<boolean> {
    return this.set(playerId, false);
  }

  /** Lets the player sign in again. `false` when there is no such player. */
  restore(playerId: string): Promise<boolean> {
    return this.set(playerId, true);
  }

  private async set(id: string, isActive: boolean): Promise<boolean> {
    if (!isUuid(id)) return false;
    return this.db.write(async (em) => {
      const changed = await em.change(Account, { id }, { isActive, updatedAt: this.clock.now() });
      if (!isActive) await this.endings.endAll(em, id, 'suspended');
      return changed > 0;
    });
  }
}
