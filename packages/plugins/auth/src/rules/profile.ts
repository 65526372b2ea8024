import type { auth, Out } from '@aethex/protocol';
import type { Account } from '../entities/account.entity.js';

export type Profile = Out<typeof auth, 'getProfile'>;
export type PublicProfile = Out<typeof auth, 'getPlayer'>;

/** Whether nobody but the device it was made on can get into the account. */
export const isGuest = ({ email, username, links }: Pick<Account, 'email' | 'username' | 'links'>): boolean =>
  email === null && username === null && links === 0;

/** What the player sees of the account. */
export const profileOf = (account: Account): Profile => ({
  user_id: account.id,
  username: account.username,
  email: account.email,
  display_name: account.displayName,
  avatar_url: account.avatarUrl,
  preferences: account.preferences,
  is_guest: isGuest(account),
  is_verified: account.isVerified,
  language: account.language,
  created_at: account.createdAt.toISOString(),
  last_login_at: account.lastLoginAt?.toISOString() ?? null,
});

/** What others see of it. */
export const publicPart = (profile: Profile): PublicProfile => ({
  user_id: profile.user_id,
  username: profile.username,
  display_name: profile.display_name,
  avatar_url: profile.avatar_url,
  created_at: profile.created_at,
});
