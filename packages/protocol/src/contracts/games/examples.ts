import { exampleMember, exampleOrg } from '../orgs/examples.js';

export const exampleGame = {
  game: 'starfall',
  org_id: exampleOrg.org_id,
  name: 'Starfall',
  brand: { color: '#4f46e5', support_email: 'help@example.com' },
  environments: [
    { environment: 'live' as const, game_id: 'starfall', public_key: 'agk_0w1…' },
    { environment: 'staging' as const, game_id: 'starfall:staging', public_key: 'agk_7Yh…' },
    { environment: 'dev' as const, game_id: 'starfall:dev', public_key: 'agk_Lq3…' },
  ],
  created_at: '2026-01-01T12:00:00.000Z',
  deleted_at: null,
};

export const exampleKey = {
  key_id: '01890a5d-ac96-774b-bcce-b302099a8004',
  sort: 'secret' as const,
  label: 'match servers',
  environment: 'live' as const,
  shown: 'ask_9sQx…',
  scopes: ['auth.verify_players'],
  created_by: exampleMember.player_id,
  created_at: '2026-01-02T12:00:00.000Z',
  expires_at: null,
  last_used_at: null,
  replaced_by: null,
};
