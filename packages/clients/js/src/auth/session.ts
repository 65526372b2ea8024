import type { Answer, auth } from '@aethex/protocol';
import type { TokenLife } from '../rules/freshness.js';

/** The signed-in player: their own profile. */
export type Player = Answer<typeof auth, 'getProfile'>;

/** Why `player` changed: what happened here, or in another tab. `revoked`: the server ended the session. */
export type SessionChange = 'signed_in' | 'refreshed' | 'updated' | 'signed_out' | 'revoked';

/** What a refresh answers. */
export type Pair = Answer<typeof auth, 'refresh'>;

export interface Session extends TokenLife, Pick<Pair, 'token' | 'refresh_token'> {
  readonly user: Player;
}

/** What lies in the storage: a session, or how the last one ended. */
export type Stored = Session | { readonly ended: 'revoked' };

/** Why the player changed, from what was there before and what is there now. */
export function whatHappened(
  before: Session | null,
  after: Session | null,
  stored: Stored | null,
): SessionChange {
  if (!after) return stored ? 'revoked' : 'signed_out';
  if (before?.user.user_id !== after.user.user_id) return 'signed_in';
  return before.token === after.token ? 'updated' : 'refreshed';
}
