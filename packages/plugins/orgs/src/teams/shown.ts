import type { TeamPlayer } from './team-player.entity.js';
import type { TeamRole } from './rules/team-roles.js';
import type { Team } from './team.entity.js';

export const shownTeam = (team: Team) => ({
  team_id: team.id,
  name: team.name,
  tag: team.tag,
  description: team.description,
  entry: team.entry,
  max_members: team.maxMembers,
  member_count: team.memberCount,
  properties: team.properties,
  revision: team.revision,
  created_at: team.createdAt.toISOString(),
});

export const shownMember = ({ playerId, state, createdAt }: TeamPlayer) => ({
  player_id: playerId,
  role: state as TeamRole,
  joined_at: createdAt.toISOString(),
});

export const shownInvitation = ({ playerId, byId, createdAt, expiresAt }: TeamPlayer) => ({
  player_id: playerId,
  invited_by: byId,
  created_at: createdAt.toISOString(),
  expires_at: (expiresAt ?? createdAt).toISOString(),
});

export const shownRequest = ({ playerId, message, createdAt }: TeamPlayer) => ({
  player_id: playerId,
  message,
  created_at: createdAt.toISOString(),
});

export const shownBan = ({ playerId, byId, createdAt }: TeamPlayer) => ({
  player_id: playerId,
  banned_by: byId,
  created_at: createdAt.toISOString(),
});
