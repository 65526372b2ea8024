/** A save as the examples tell of it. */
export const exampleSave = {
  save_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  user_id: '01890a5d-ac96-774b-bcce-b302099a8050',
  game_id: 'default',
  slot_name: 'slot1',
  revision: 6,
  parent_revision: 5,
  version: '1.2.3',
  engine_version: '4.3.0',
  timestamp: '2026-01-01T12:00:00.000Z',
  client_timestamp: null,
  size_bytes: 11,
  stored_bytes: 99,
  checksum: '79ac909e822147a395a8aef6f654d072e887a3313fb6e1228d7728314f8980b6',
  compressed: false,
  encoding: 'json' as const,
  content_type: 'application/json',
  device: 'Deck',
  metadata: null,
};
/** Where it is. */
export const at = { user_id: 'me', save_id: 'slot1' };
