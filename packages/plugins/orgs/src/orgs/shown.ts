import type { Invitation } from './invitation.entity.js';
import type { Member } from './member.entity.js';
import type { Org } from './org.entity.js';
import type { Names } from './people.js';

export const shownOrg = (org: Org, role: string | null) => ({
  org_id: org.id,
  name: org.name,
  require_mfa: org.requireMfa,
  role,
  created_at: org.createdAt.toISOString(),
});

export const shownMember = ({ playerId, role, joinedAt }: Member, { username, displayName }: Names) => ({
  player_id: playerId,
  display_name: displayName,
  username,
  role,
  joined_at: joinedAt.toISOString(),
});

export const shownInvitation = (invitation: Invitation) => ({
  invitation_id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  invited_by: invitation.invitedBy,
  created_at: invitation.createdAt.toISOString(),
  expires_at: invitation.expiresAt.toISOString(),
});
