export const exampleOrg = {
  org_id: '01890a5d-ac96-774b-bcce-b302099a8001',
  name: 'Starfall Games',
  require_mfa: false,
  role: 'owner',
  created_at: '2026-01-01T12:00:00.000Z',
};

export const exampleMember = {
  player_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  display_name: 'Ann',
  username: 'ann',
  role: 'developer',
  joined_at: '2026-01-02T12:00:00.000Z',
};

export const exampleInvitation = {
  invitation_id: '01890a5d-ac96-774b-bcce-b302099a8002',
  email: 'bob@example.com',
  role: 'developer',
  invited_by: exampleMember.player_id,
  created_at: '2026-01-02T12:00:00.000Z',
  expires_at: '2026-01-09T12:00:00.000Z',
};

export const exampleRole = {
  role: 'community',
  name: 'Community managers',
  built_in: false,
  permissions: ['auth.read_players', 'auth.moderate'],
};

export const exampleAuditEntry = {
  entry_id: '01890a5d-ac96-774b-bcce-b302099a8003',
  at: '2026-01-02T12:00:00.000Z',
  actor: 'player' as const,
  actor_id: exampleMember.player_id,
  key_id: null,
  game_id: 'starfall',
  method: 'games.rotateKey',
  about: { game: 'starfall', key_id: '01890a5d-ac96-774b-bcce-b302099a8004' },
  outcome: 'done',
  network: '203.0.113.0/24',
};
