/** A room as the examples tell of it. */
export const exampleRoom = {
  room_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  code: 'ABCD-2345',
  game_id: 'default',
  kind: 'relay',
  visibility: 'public' as const,
  has_password: false,
  locked: false,
  host_id: '01890a5d-ac96-774b-bcce-b302099a8050',
  players: 1,
  spectators: 0,
  max_players: 8,
  tick_rate: 20,
  hold_seconds: 30,
  properties: { map: 'harbour' },
  revision: 1,
  created_at: 1_767_268_800_000,
};
export const examplePlayer = {
  player_id: '01890a5d-ac96-774b-bcce-b302099a8050',
  player_data: { name: 'Ann' },
  role: 'player' as const,
  is_host: true,
  connected: true,
  groups: [],
  joined_at: 1_767_268_800_000,
};
/** Where it is. */
export const at = { room_id: exampleRoom.room_id };
/** Another player of it. */
export const other = '01890a5d-ac96-774b-bcce-b302099a8051';
