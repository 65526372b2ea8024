const ticketId = '01890a5d-ac96-774b-bcce-b302099a8057';
const playerId = '01890a5d-ac96-774b-bcce-b302099a8050';
export const matchId = '01890a5d-ac96-774b-bcce-b302099a8060';
export const roomId = '01890a5d-ac96-774b-bcce-b302099a8070';

/** A ticket as the examples tell of it. */
export const exampleTicket = {
  ticket_id: ticketId,
  queue: 'default',
  status: 'waiting' as const,
  reason: null,
  leader_id: playerId,
  players: [{ player_id: playerId, team: null, joined: true, accepted: false }],
  attributes: { mode: 'deathmatch' },
  waiting_seconds: 4,
  estimated_wait_seconds: 12,
  created_at: '2026-01-01T12:00:00.000Z',
  expires_at: '2026-01-01T12:00:30.000Z',
  match: null,
};
export const byTicket = { ticket_id: ticketId };

export const exampleBackfill = {
  backfill_id: ticketId,
  queue: 'default',
  room_id: roomId,
  status: 'open' as const,
  free: [{ team: null, seats: 2 }],
  generation: 1,
  created_at: '2026-01-01T12:00:00.000Z',
};

export const exampleRating = {
  player_id: playerId,
  rating: 'default',
  points: 1432,
  mu: 27.1,
  sigma: 3.27,
  matches: 18,
};
export const examplePlayer = playerId;

export const exampleStats = {
  queue: 'default',
  waiting_tickets: 14,
  waiting_players: 17,
  oldest_seconds: 41,
  matches: 120,
  wait_p50_seconds: 9,
  wait_p90_seconds: 33,
};

export const exampleWhy = {
  ticket_id: ticketId,
  waiting: 14,
  compatible: 1,
  compatible_players: 1,
  needed_players: 1,
  holds_out_seconds: 0,
  widens_in_seconds: 6,
  rules: [{ rule: 'difference of rating', turned_away: 12, only_by_this: 9, let_in_at_limit: 11 }],
  nearest: [{ players: 1, waiting_seconds: 7, rating_difference: 120, refused_by: ['difference of rating'] }],
  sentences: ['In 6 seconds the rules will have widened enough.'],
};
