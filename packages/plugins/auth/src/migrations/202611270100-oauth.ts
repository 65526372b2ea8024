import { migration } from '@aethex/core';

export const oauthTables = migration('202611270100-oauth', {
  up: (schema) =>
    schema
      .alter('auth_accounts', (t) => t.int('links', { default: 0 }))
      .create('auth_oauth_flows', (t) =>
        t
          .id()
          .ref('game_id')
          .text('provider', 64)
          .text('kind', 16)
          .text('status', 16)
          .belongsTo('player_id', 'auth_accounts', { optional: true })
          .text('handle_hash', 64)
          .text('state_hash', 64, { optional: true })
          .text('cookie_hash', 64, { optional: true })
          .text('code_hash', 64, { optional: true })
          .time('code_ends_at', { optional: true })
          .text('poll_hash', 64, { optional: true })
          .text('code_challenge', 43)
          .text('return_to', 2000, { optional: true })
          .text('client_state', 512, { optional: true })
          .json('device', { optional: true })
          .text('network', 64, { optional: true })
          .bytes('sealed', { optional: true })
          .ref('key_id', { optional: true })
          .ref('session_id', { optional: true })
          .time('created_at')
          .time('expires_at')
          .unique('handle_hash')
          .unique('state_hash')
          .unique('code_hash')
          .unique('poll_hash')
          .index('player_id')
          .index('key_id')
          .index('expires_at'),
      )
      .create('auth_external_identities', (t) =>
        t
          .id()
          .text('pool', 64)
          .belongsTo('player_id', 'auth_accounts')
          .text('provider', 64)
          .text('issuer', 255)
          .text('subject', 255)
          .text('email', 254, { optional: true })
          .text('name', 128, { optional: true })
          .bytes('sealed', { optional: true })
          .ref('key_id', { optional: true })
          .time('linked_at')
          .time('used_at')
          .unique('pool', 'issuer', 'subject')
          .index('player_id')
          .index('key_id'),
      )
      .create('auth_device_flows', (t) =>
        t
          .id()
          .ref('game_id')
          .text('device_hash', 64)
          .text('user_hash', 64)
          .text('status', 16)
          .belongsTo('player_id', 'auth_accounts', { optional: true })
          .json('device', { optional: true })
          .text('network', 64, { optional: true })
          .int('pause')
          .time('asked_at', { optional: true })
          .time('created_at')
          .time('expires_at')
          .unique('device_hash')
          .unique('user_hash')
          .index('player_id')
          .index('expires_at'),
      )
      .create('auth_merges', (t) =>
        t
          .id()
          .ref('from_id')
          .belongsTo('into_id', 'auth_accounts')
          .json('games')
          .text('status', 16)
          .time('created_at')
          .time('merged_at', { optional: true })
          .unique('from_id')
          .index('into_id'),
      ),
  down: (schema) =>
    schema
      .drop('auth_merges')
      .drop('auth_device_flows')
      .drop('auth_external_identities')
      .drop('auth_oauth_flows')
      .alter('auth_accounts', (t) => t.drop('links')),
});
