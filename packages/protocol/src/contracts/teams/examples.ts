export const exampleTeam = {
  team_id: '01890a5d-ac96-774b-bcce-b302099a8101',
  name: 'Night Owls',
  tag: 'OWL',
  description: 'We play after dark.',
  entry: 'request' as const,
  max_members: 50,
  member_count: 12,
  properties: { color: 'navy' },
  revision: 3,
  created_at: '2026-01-01T12:00:00.000Z',
};

export const player_id = '01890a5d-ac96-774b-bcce-b302099a8057';
export const { team_id } = exampleTeam;

const at = { created_at: '2026-01-02T12:00:00.000Z' };
export const exampleMember = { player_id, role: 'member' as const, joined_at: at.created_at };
export const exampleInvitation = {
  ...at,
  player_id,
  invited_by: '01890a5d-ac96-774b-bcce-b302099a8058',
  expires_at: '2026-01-09T12:00:00.000Z',
};
export const exampleRequest = { ...at, player_id, message: 'I play every night.' };
export const exampleBan = { ...at, player_id, banned_by: '01890a5d-ac96-774b-bcce-b302099a8058' };
