import { z } from 'zod';
import { Id, text, Timestamp } from '../../contract/schemas.js';

export const PlayerId = z
  .string()
  .regex(/^[A-Za-z0-9._:@-]{1,64}$/, 'must be a player id')
  .meta({ description: 'the id of a player' });
export const Reason = text(1, 500).meta({ description: 'what the player is told' });
export const Note = text(1, 2000).meta({ description: 'for the studio; the player never sees it' });

export const Ban = z
  .object({
    ban_id: Id,
    player_id: Id,
    reason: z.string(),
    note: z.string().nullable(),
    active: z.boolean(),
    created_at: Timestamp,
    created_by: z.string().meta({ description: 'the key or the person that banned' }),
    ends_at: Timestamp.nullable().meta({ description: 'when it ends by itself; null: not' }),
    lifted_at: Timestamp.nullable(),
    lifted_by: z.string().nullable(),
  })
  .meta({ id: 'Ban' });

/** A player as the studio of a game sees one. */
export const Player = z
  .object({
    player_id: Id,
    username: z.string().nullable(),
    email: z.string().nullable(),
    display_name: z.string(),
    avatar_url: z.string().nullable(),
    is_guest: z.boolean(),
    is_verified: z.boolean(),
    is_banned: z.boolean().meta({ description: 'from this game, or suspended altogether' }),
    created_at: Timestamp,
    first_seen_at: Timestamp.meta({ description: 'the first sign-in to this game' }),
    last_seen_at: Timestamp.meta({ description: 'the last sign-in to this game' }),
  })
  .meta({ id: 'Player' });

/** What the studio’s own servers learn of a player by a token: no address. */
export const VerifiedPlayer = Player.pick({
  player_id: true,
  username: true,
  display_name: true,
  avatar_url: true,
  is_guest: true,
  is_verified: true,
}).meta({ id: 'VerifiedPlayer' });
