import type { KeyWearer } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { FactorWearer } from './mfa/factor-wearer.js';
import { OauthWearer } from './oauth/oauth-wearer.js';

/** Knows which keys of the ring close the secrets of accounts: each room that seals something has a wearer here. */
@Injectable()
export class AuthKeys implements KeyWearer {
  private readonly wearers: readonly KeyWearer[];

  constructor(factors: FactorWearer, sealed: OauthWearer) {
    this.wearers = [factors, sealed];
  }

  async worn(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const wearer of this.wearers)
      for (const [id, rows] of await wearer.worn()) counts.set(id, (counts.get(id) ?? 0) + rows);
    return counts;
  }

  async rewrap(keyId: string, limit: number): Promise<number> {
    let done = 0;
    for (const wearer of this.wearers) if (done < limit) done += await wearer.rewrap(keyId, limit - done);
    return done;
  }
}
