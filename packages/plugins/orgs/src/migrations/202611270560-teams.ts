import { migration } from '@aethex/core';

export const playerTeams = migration('202611270560-teams', {
  up: (schema) =>
    schema
      .create('orgs_teams', (t) =>
        t
          .id()
          .ref('game_id')
          .text('name', 64)
          .text('name_key', 128)
          .text('tag', 16)
          .text('tag_key', 128)
          .text('description', 500)
          .text('entry', 16)
          .int('max_members')
          .int('member_count', { default: 0 })
          .json('properties')
          .int('revision', { default: 1 })
          .int('turn', { default: 0 })
          .time('created_at')
          .unique('game_id', 'name_key')
          .unique('game_id', 'tag_key'),
      )
      .create('orgs_team_players', (t) =>
        t
          .id()
          .belongsTo('team_id', 'orgs_teams')
          .ref('game_id')
          .ref('player_id')
          .text('state', 16)
          .int('seat', { optional: true })
          .ref('by_id', { optional: true })
          .text('message', 200)
          .time('created_at')
          .time('expires_at', { optional: true })
          .unique('team_id', 'player_id')
          .unique('game_id', 'player_id', 'seat')
          .index('team_id', 'state', 'id'),
      ),
  down: (schema) => schema.drop('orgs_team_players').drop('orgs_teams'),
});
