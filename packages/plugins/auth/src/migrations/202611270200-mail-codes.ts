import { migration } from '@aethex/core';

export const mailCodes = migration('202611270200-mail-codes', {
  up: (schema) =>
    schema
      .alter('auth_accounts', (t) => t.text('language', 35, { optional: true }))
      .create('auth_mail_codes', (t) =>
        t
          .id()
          .text('pool', 64)
          .ref('game_id')
          .belongsTo('player_id', 'auth_accounts', { optional: true })
          .text('purpose', 16)
          .text('address', 254)
          .text('address_key', 254)
          .text('language', 35, { optional: true })
          .json('wanted', { optional: true })
          .text('hash', 64, { optional: true })
          .bytes('digits', { optional: true })
          .int('tries', { default: 0 })
          .time('created_at')
          .time('expires_at')
          .time('used_at', { optional: true })
          .unique('hash')
          .index('player_id')
          .index('pool', 'address_key')
          .index('expires_at'),
      ),
  down: (schema) => schema.drop('auth_mail_codes').alter('auth_accounts', (t) => t.drop('language')),
});
