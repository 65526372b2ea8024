import { migration } from '@aethex/core';

export const plansAndMeters = migration('202611270570-plans', {
  up: (schema) =>
    schema
      .create('orgs_plans', (t) =>
        t
          .id()
          .belongsTo('org_id', 'orgs_orgs')
          .text('plan', 32)
          .json('limits')
          .ref('given_by', { optional: true })
          .time('given_at')
          .unique('org_id'),
      )
      .create('orgs_meters', (t) =>
        t
          .id()
          .belongsTo('org_id', 'orgs_orgs')
          .text('meter', 64)
          .text('month', 7)
          .int('used', { default: 0 })
          .int('held', { default: 0 })
          .int('noticed', { default: 0 })
          .time('paused_until', { optional: true })
          .unique('org_id', 'meter', 'month'),
      )
      .create('orgs_holds', (t) =>
        t
          .id()
          .belongsTo('meter_id', 'orgs_meters')
          .ref('game_id')
          .int('amount')
          .time('expires_at')
          .index('meter_id', 'expires_at')
          .index('expires_at'),
      )
      .create('orgs_seen', (t) =>
        t
          .id()
          .belongsTo('org_id', 'orgs_orgs')
          .text('month', 7)
          .text('hash', 43)
          .unique('org_id', 'hash')
          .index('month'),
      )
      .create('orgs_usage', (t) =>
        t
          .id()
          .belongsTo('org_id', 'orgs_orgs')
          .ref('game_id')
          .text('meter', 64)
          .text('day', 10)
          .int('amount', { default: 0 })
          .unique('org_id', 'game_id', 'meter', 'day'),
      ),
  down: (schema) =>
    schema.drop('orgs_usage').drop('orgs_seen').drop('orgs_holds').drop('orgs_meters').drop('orgs_plans'),
});
