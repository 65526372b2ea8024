import { migration } from '@aethex/core';

export const gamesAndKeys = migration('202611270510-games-and-keys', {
  up: (schema) =>
    schema
      .create('orgs_games', (t) =>
        t
          .id()
          .belongsTo('org_id', 'orgs_orgs', { optional: true })
          .text('slug', 40)
          .text('name', 100)
          .json('brand')
          .time('created_at')
          .time('updated_at')
          .time('deleted_at', { optional: true })
          .unique('slug')
          .index('org_id'),
      )
      .create('orgs_keys', (t) =>
        t
          .id()
          .belongsTo('game_row_id', 'orgs_games')
          .ref('game_id')
          .text('sort', 8)
          .text('label', 64)
          .text('hash', 64)
          .text('shown', 64)
          .json('scopes')
          .ref('created_by', { optional: true })
          .time('created_at')
          .time('expires_at', { optional: true })
          .time('last_used_at', { optional: true })
          .time('revoked_at', { optional: true })
          .ref('replaced_by', { optional: true })
          .unique('hash')
          .index('game_row_id'),
      )
      .create('orgs_service_tokens', (t) =>
        t
          .id()
          .belongsTo('key_id', 'orgs_keys')
          .ref('game_id')
          .text('hash', 64)
          .json('scopes')
          .time('created_at')
          .time('expires_at')
          .unique('hash')
          .index('key_id')
          .index('expires_at'),
      )
      .create('orgs_studio_tokens', (t) =>
        t
          .id()
          .belongsTo('org_id', 'orgs_orgs')
          .ref('game_id')
          .ref('player_id')
          .ref('session_id')
          .text('hash', 64)
          .time('created_at')
          .time('expires_at')
          .unique('hash')
          .index('org_id', 'player_id')
          .index('session_id')
          .index('expires_at'),
      )
      .create('orgs_news', (t) =>
        t.id().ref('org_id', { optional: true }).json('subjects').time('at').index('at'),
      )
      .create('orgs_audit', (t) =>
        t
          .id()
          .ref('org_id', { optional: true })
          .ref('game_id', { optional: true })
          .text('actor', 8)
          .ref('actor_id', { optional: true })
          .ref('key_id', { optional: true })
          .text('method', 64)
          .json('about')
          .text('outcome', 64, { optional: true })
          .text('network', 64, { optional: true })
          .time('at')
          .index('org_id', 'id')
          .index('at'),
      ),
  down: (schema) =>
    schema
      .drop('orgs_audit')
      .drop('orgs_news')
      .drop('orgs_studio_tokens')
      .drop('orgs_service_tokens')
      .drop('orgs_keys')
      .drop('orgs_games'),
});
