import { z } from 'zod';
import { Id, json, text, Timestamp, whole } from '../../contract/schemas.js';

/** The largest properties of a team, as compact JSON. */
export const mostProperties = 16_384;

export const TeamName = text(3, 32).meta({
  description: 'unique in the game; so is every name that looks like it',
  examples: ['Night Owls'],
});
export const TeamTag = text(2, 6).meta({
  description: 'letters and digits, shown beside names; unique in the game like the name',
  examples: ['OWL'],
});
export const TeamDescription = text(0, 500);
export const TeamMessage = text(0, 200).meta({ description: 'why one would like to join' });
export const TeamProperties = json(mostProperties).meta({
  description: `whatever the game keeps of a team, at most ${mostProperties} bytes of JSON; everybody in the game can read it`,
});
export const PlayerId = z
  .string()
  .regex(/^[A-Za-z0-9._:@-]{1,64}$/, 'must be a player id')
  .meta({ description: 'the id of a player' });

export const TeamEntry = z.enum(['open', 'request', 'invite_only']).meta({
  description:
    '`open`: anybody may join; `request`: a leader or officer decides; `invite_only`: by invitation',
});
export const TeamRole = z.enum(['leader', 'officer', 'member']);

export const page = {
  cursor: z.string().max(200).optional().meta({ description: 'the `next_cursor` of the page before' }),
  limit: whole(1, 100).default(50),
};
export const NextCursor = z.string().nullable().meta({ description: 'null: there are no more' });

export const Team = z
  .object({
    team_id: Id,
    name: z.string(),
    tag: z.string(),
    description: z.string(),
    entry: TeamEntry,
    max_members: z.number(),
    member_count: z.number(),
    properties: z.unknown(),
    revision: z.number().meta({ description: 'goes up with each change of the team itself' }),
    created_at: Timestamp,
  })
  .meta({ id: 'Team' });

export const TeamMember = z
  .object({ player_id: Id, role: TeamRole, joined_at: Timestamp })
  .meta({ id: 'TeamMember' });

export const TeamInvitation = z
  .object({ player_id: Id, invited_by: Id.nullable(), created_at: Timestamp, expires_at: Timestamp })
  .meta({ id: 'TeamInvitation' });

export const TeamRequest = z
  .object({ player_id: Id, message: z.string(), created_at: Timestamp })
  .meta({ id: 'TeamRequest' });

export const TeamBan = z
  .object({ player_id: Id, banned_by: Id.nullable(), created_at: Timestamp })
  .meta({ id: 'TeamBan' });
