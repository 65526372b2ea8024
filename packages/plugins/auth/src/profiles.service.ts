import { Clock, Db, type Caller, type Serves } from '@aethex/core';
import { auth, houseError, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { ProfileBook } from './accounts/profile-book.js';
import { Account } from './entities/account.entity.js';
import { profileOf, publicPart } from './rules/profile.js';

type Served = Pick<Serves<typeof auth>, 'getProfile' | 'updateProfile' | 'getPlayer'>;

/** What players say of themselves. */
@Injectable()
export class ProfilesService implements Served {
  constructor(
    private readonly db: Db,
    private readonly profiles: ProfileBook,
    private readonly clock: Clock,
  ) {}

  async getProfile(_input: In<typeof auth, 'getProfile'>, { id }: Caller) {
    const profile = await this.profiles.of(id);
    if (!profile) throw houseError('auth.session_revoked');
    return profile;
  }

  async updateProfile(input: In<typeof auth, 'updateProfile'>, { id }: Caller) {
    const changes: Partial<Account> = {
      displayName: input.display_name,
      avatarUrl: input.avatar_url,
      preferences: input.preferences,
      language: input.language,
      updatedAt: this.clock.now(),
    };
    const account = await this.db.write(async (em) => {
      if ((await em.change(Account, { id }, changes)) === 0) return null;
      await this.profiles.forget(id);
      return em.pick(Account, { id });
    });
    if (!account) throw houseError('auth.session_revoked');
    return profileOf(account);
  }

  async getPlayer({ user_id }: In<typeof auth, 'getPlayer'>, { id, gameId }: Caller) {
    const profile = await this.profiles.seenFrom(gameId, user_id === 'me' ? id : user_id);
    if (!profile) throw auth.error('getPlayer', 'not_found');
    return publicPart(profile);
  }
}
