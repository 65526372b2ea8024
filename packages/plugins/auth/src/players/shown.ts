import type { Out, players } from '@aethex/protocol';
import { isGuest } from '../rules/profile.js';
import type { Account } from '../entities/account.entity.js';
import type { Ban } from './ban.entity.js';
import type { Member } from './roster.js';

/** What a studio's server learns by a token. */
export const verifiedPart = (
  account: Account,
): NonNullable<Out<typeof players, 'verifyToken'>['player']> => ({
  player_id: account.id,
  username: account.username,
  display_name: account.displayName,
  avatar_url: account.avatarUrl,
  is_guest: isGuest(account),
  is_verified: account.isVerified,
});

/** A player as the studio of a game sees one. */
export const shownPlayer = ({ account, seen }: Member, ban: Ban | null): Out<typeof players, 'get'> => ({
  ...verifiedPart(account),
  email: account.email,
  is_banned: ban !== null || !account.isActive,
  created_at: account.createdAt.toISOString(),
  first_seen_at: seen.firstSeenAt.toISOString(),
  last_seen_at: seen.lastSeenAt.toISOString(),
});

export const shownBan = (ban: Ban, active: boolean): Out<typeof players, 'ban'> => ({
  ban_id: ban.id,
  player_id: ban.playerId,
  reason: ban.reason,
  note: ban.note,
  active,
  created_at: ban.createdAt.toISOString(),
  created_by: ban.createdBy,
  ends_at: ban.endsAt?.toISOString() ?? null,
  lifted_at: ban.liftedAt?.toISOString() ?? null,
  lifted_by: ban.liftedBy,
});
