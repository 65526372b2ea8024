import { migration } from '@aethex/core';

export const secondFactors = migration('202611270300-second-factors', {
  up: (schema) =>
    schema
      .alter('auth_sessions', (t) =>
        t.time('proved_at', { optional: true }).time('mfa_at', { optional: true }),
      )
      .create('auth_totp', (t) =>
        t
          .id()
          .text('pool', 64)
          .belongsTo('player_id', 'auth_accounts')
          .ref('key_id')
          .bytes('sealed_secret')
          .int('last_step', { default: 0 })
          .time('created_at')
          .time('confirmed_at', { optional: true })
          .unique('player_id')
          .index('key_id'),
      )
      .create('auth_recovery_codes', (t) =>
        t
          .id()
          .belongsTo('totp_id', 'auth_totp')
          .text('hash', 64)
          .time('used_at', { optional: true })
          .unique('totp_id', 'hash'),
      )
      .create('auth_mfa_challenges', (t) =>
        t
          .id()
          .belongsTo('player_id', 'auth_accounts')
          .ref('game_id')
          .text('hash', 64)
          .text('way', 64)
          .json('device', { optional: true })
          .text('proof', 64)
          .int('tries', { default: 0 })
          .time('expires_at')
          .time('used_at', { optional: true })
          .unique('hash')
          .index('player_id')
          .index('expires_at'),
      ),
  down: (schema) =>
    schema
      .drop('auth_mfa_challenges')
      .drop('auth_recovery_codes')
      .drop('auth_totp')
      .alter('auth_sessions', (t) => t.drop('proved_at').drop('mfa_at')),
});
