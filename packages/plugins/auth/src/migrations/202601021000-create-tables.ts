import { migration } from '@aethex/core';

export const createTables = migration('202601021000-create-tables', {
  up: (schema) =>
    schema
      .create('auth_accounts', (t) =>
        t
          .id()
          .text('pool', 64)
          .text('email', 254, { optional: true })
          .text('username', 32, { optional: true })
          .text('display_name', 64)
          .text('avatar_url', 500, { optional: true })
          .text('password_hash', 255, { optional: true })
          .bool('is_active', { default: true })
          .bool('is_verified', { default: false })
          .json('preferences')
          .time('created_at')
          .time('updated_at')
          .time('last_login_at', { optional: true }),
      )
      .create('auth_identities', (t) =>
        t
          .id()
          .text('pool', 64)
          .belongsTo('player_id', 'auth_accounts')
          .text('kind', 32)
          .text('key')
          .time('created_at')
          .unique('pool', 'kind', 'key')
          .index('player_id'),
      )
      .create('auth_sessions', (t) =>
        t
          .id()
          .belongsTo('player_id', 'auth_accounts')
          .ref('game_id')
          .json('device', { optional: true })
          .text('network', 64, { optional: true })
          .text('user_agent', 256)
          .time('created_at')
          .time('last_used_at')
          .text('refresh_hash', 64)
          .time('refresh_expires_at')
          .time('ends_at')
          .text('previous_hash', 64, { optional: true })
          .bytes('rotation_salt', { optional: true })
          .time('rotated_at', { optional: true })
          .time('revoked_at', { optional: true })
          .text('revoked_why', 32, { optional: true })
          .unique('refresh_hash')
          .index('player_id')
          .index('refresh_expires_at')
          .index('revoked_at'),
      )
      .create('auth_spent_tokens', (t) =>
        t
          .id()
          .belongsTo('session_id', 'auth_sessions')
          .text('hash', 64)
          .time('spent_at')
          .unique('hash')
          .index('session_id'),
      )
      .create('auth_devices', (t) =>
        t
          .id()
          .text('pool', 64)
          .belongsTo('player_id', 'auth_accounts')
          .text('token_hash', 64)
          .time('created_at')
          .time('last_used_at')
          .unique('token_hash')
          .index('player_id')
          .index('last_used_at'),
      )
      .create('auth_endings', (t) => t.id().ref('session_id').time('ended_at').index('ended_at')),
  down: (schema) =>
    schema
      .drop('auth_endings')
      .drop('auth_devices')
      .drop('auth_spent_tokens')
      .drop('auth_sessions')
      .drop('auth_identities')
      .drop('auth_accounts'),
});
