import { migration } from '@aethex/core';

export const organizations = migration('202611270500-organizations', {
  up: (schema) =>
    schema
      .create('orgs_orgs', (t) =>
        t
          .id()
          .ref('game_id')
          .text('name', 100)
          .bool('require_mfa', { default: false })
          .int('turn', { default: 0 })
          .time('created_at')
          .time('updated_at')
          .time('deleted_at', { optional: true }),
      )
      .create('orgs_members', (t) =>
        t
          .id()
          .belongsTo('org_id', 'orgs_orgs')
          .ref('player_id')
          .text('role', 32)
          .time('joined_at')
          .unique('org_id', 'player_id')
          .index('player_id'),
      )
      .create('orgs_roles', (t) =>
        t
          .id()
          .belongsTo('org_id', 'orgs_orgs')
          .text('role', 32)
          .text('name', 64)
          .json('permissions')
          .time('created_at')
          .time('updated_at')
          .unique('org_id', 'role'),
      )
      .create('orgs_invitations', (t) =>
        t
          .id()
          .belongsTo('org_id', 'orgs_orgs')
          .text('email', 254)
          .text('email_key', 254)
          .text('role', 32)
          .text('language', 35, { optional: true })
          .text('token_hash', 64, { optional: true })
          .text('state', 16)
          .ref('invited_by', { optional: true })
          .time('created_at')
          .time('expires_at')
          .unique('token_hash')
          .index('org_id', 'state')
          .index('expires_at'),
      )
      .create('orgs_admins', (t) =>
        t.id().ref('game_id').ref('player_id').time('created_at').unique('player_id'),
      )
      .create('orgs_setup_links', (t) =>
        t
          .id()
          .ref('game_id')
          .text('token_hash', 64)
          .time('created_at')
          .time('expires_at')
          .time('used_at', { optional: true })
          .unique('token_hash'),
      ),
  down: (schema) =>
    schema
      .drop('orgs_setup_links')
      .drop('orgs_admins')
      .drop('orgs_invitations')
      .drop('orgs_roles')
      .drop('orgs_members')
      .drop('orgs_orgs'),
});
