import type { Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';

/** What lets somebody in besides the password. */
const ways = ['auth_totp'] as const;

/** Takes from an account, when its owner comes back, what somebody else may have given it to come back themselves. */
@Injectable()
export class BackDoors {
  /** Removes inside a write the second factor and the ways in that an account got at a moment or later. */
  async close(em: Unit, playerId: string, since: Date): Promise<void> {
    for (const table of ways) {
      const sql = `DELETE FROM "${table}" WHERE "player_id" = $1 AND "created_at" >= $2`;
      await em.run(sql, [playerId, since.getTime()]);
    }
  }
}
