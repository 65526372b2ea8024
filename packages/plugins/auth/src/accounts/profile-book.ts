import { Caches, type Cached } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { profileOf, type Profile } from '../rules/profile.js';
import { AccountStore } from './account-store.js';

/** Profiles, read through the cache. */
@Injectable()
export class ProfileBook {
  private readonly cache: Cached<Profile>;

  constructor(
    private readonly accounts: AccountStore,
    caches: Caches,
    config: AuthConfig,
  ) {
    this.cache = caches.of<Profile>({ name: 'auth.profiles', seconds: config.profileCache });
  }

  of(playerId: string): Promise<Profile | null> {
    return this.cache.get(playerId, async () => {
      const account = await this.accounts.byId(playerId);
      return account && profileOf(account);
    });
  }

  /** Called inside every write that changes an account. */
  forget(playerId: string): Promise<void> {
    return this.cache.forget(playerId);
  }
}
