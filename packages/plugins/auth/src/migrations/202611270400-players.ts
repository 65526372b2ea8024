import { migration } from '@aethex/core';

const into = 'INSERT INTO "auth_players" ("id", "player_id", "game_id", "first_seen_at", "last_seen_at")';

export const playersAndBans = migration('202611270400-players', {
  up: (schema) =>
    schema
      .create('auth_players', (t) =>
        t
          .id()
          .belongsTo('player_id', 'auth_accounts')
          .ref('game_id')
          .time('first_seen_at')
          .time('last_seen_at')
          .unique('player_id', 'game_id')
          .index('game_id', 'id'),
      )
      .create('auth_bans', (t) =>
        t
          .id()
          .belongsTo('player_id', 'auth_accounts')
          .ref('game_id', { optional: true })
          .text('reason', 500)
          .text('note', 2000, { optional: true })
          .time('created_at')
          .ref('created_by')
          .time('ends_at', { optional: true })
          .time('lifted_at', { optional: true })
          .ref('lifted_by', { optional: true })
          .index('player_id'),
      )
      // Whoever has a session has been there; its id serves as the id of the row.
      .each({
        sqlite: `${into} SELECT MIN("id"), "player_id", "game_id", MIN("created_at"), MAX("last_used_at") FROM "auth_sessions" GROUP BY "player_id", "game_id"`,
        postgres: `${into} SELECT DISTINCT ON ("player_id", "game_id") "id", "player_id", "game_id", "created_at", "last_used_at" FROM "auth_sessions" ORDER BY "player_id", "game_id", "created_at"`,
      }),
  down: (schema) => schema.drop('auth_bans').drop('auth_players'),
});
