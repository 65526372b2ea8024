import type { Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { ExternalLink } from '../oauth/external-identity.entity.js';
import { ExternalLinks } from '../oauth/external-links.js';

/** Takes from an account, when its owner comes back, what somebody else may have given it to come back themselves. */
@Injectable()
export class BackDoors {
  constructor(private readonly links: ExternalLinks) {}

  /** Removes inside a write the second factor and the identities at providers that an account got at a moment or later. */
  async close(em: Unit, playerId: string, since: Date): Promise<void> {
    const sql = 'DELETE FROM "auth_totp" WHERE "player_id" = $1 AND "created_at" >= $2';
    await em.run(sql, [playerId, since.getTime()]);
    for (const link of await em.findBy(ExternalLink, { playerId }))
      if (link.linkedAt.getTime() >= since.getTime()) await this.links.drop(em, link);
  }
}
