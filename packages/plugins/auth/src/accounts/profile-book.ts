import { Caches, type Cached } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { profileOf, type Profile } from '../rules/profile.js';
import { AccountStore } from './account-store.js';

/** A profile and the pool its account stands in. */
interface Kept {
  readonly pool: string;
  readonly profile: Profile;
}

/** Profiles, read through the cache. */
@Injectable()
export class ProfileBook {
  private readonly cache: Cached<Kept>;

  constructor(
    private readonly accounts: AccountStore,
    caches: Caches,
    config: AuthConfig,
  ) {
    this.cache = caches.of<Kept>({ name: 'auth.kept_profiles', seconds: config.profileCache });
  }

  async of(playerId: string): Promise<Profile | null> {
    return (await this.kept(playerId))?.profile ?? null;
  }

  /** The profile as far as players of a game may know of it: `null` when its account stands in another pool. */
  async seenFrom(gameId: string, playerId: string): Promise<Profile | null> {
    const kept = await this.kept(playerId);
    return kept?.pool === this.accounts.poolOf(gameId) ? kept.profile : null;
  }

  /** Called inside every write that changes an account. */
  forget(playerId: string): Promise<void> {
    return this.cache.forget(playerId);
  }

  private kept(playerId: string): Promise<Kept | null> {
    return this.cache.get(playerId, async () => {
      const account = await this.accounts.byId(playerId);
      return account && { pool: account.pool, profile: profileOf(account) };
    });
  }
}
