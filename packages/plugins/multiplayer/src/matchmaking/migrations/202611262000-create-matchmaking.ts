import { migration, type TableBuilder } from '@aethex/core';

const ofQueue = (t: TableBuilder): TableBuilder => t.id().ref('game_id').text('queue', 64);

export const createMatchmaking = migration('202611262000-create-matchmaking', {
  up: (schema) =>
    schema
      .create('multiplayer_tickets', (t) =>
        ofQueue(t)
          .text('status', 20)
          .text('reason', 32, { optional: true })
          .ref('leader_id')
          .json('about')
          .time('since')
          .time('created_at')
          .time('changed_at')
          .time('closed_at', { optional: true })
          .ref('match_id', { optional: true })
          .index('game_id', 'queue', 'changed_at')
          .index('game_id', 'queue', 'status', 'closed_at')
          .index('status')
          .index('match_id')
          .index('closed_at'),
      )
      .create('multiplayer_ticket_players', (t) =>
        ofQueue(t)
          .belongsTo('ticket_id', 'multiplayer_tickets')
          .ref('player_id')
          .text('place', 64)
          .real('rating')
          .time('joined_at', { optional: true })
          .time('accepted_at', { optional: true })
          .text('team', 32, { optional: true })
          .time('alive_until')
          .unique('game_id', 'queue', 'player_id', 'place')
          .index('game_id', 'player_id')
          .index('ticket_id')
          .index('place', 'alive_until'),
      )
      .create('multiplayer_matches', (t) =>
        ofQueue(t)
          .text('status', 12)
          .text('region', 64, { optional: true })
          .ref('room_id', { optional: true })
          .ref('backfill_id', { optional: true })
          .time('until', { optional: true })
          .time('created_at')
          .time('changed_at')
          .index('game_id', 'queue', 'status')
          .index('game_id', 'queue', 'created_at')
          .index('created_at'),
      )
      .create('multiplayer_backfills', (t) =>
        ofQueue(t)
          .ref('room_id')
          .text('status', 8)
          .json('about')
          .int('generation')
          .time('since')
          .time('alive_until')
          .unique('game_id', 'room_id')
          .index('game_id', 'queue', 'status')
          .index('alive_until'),
      )
      .create('multiplayer_ratings', (t) =>
        t
          .id()
          .ref('game_id')
          .ref('player_id')
          .text('rating', 64)
          .real('mu')
          .real('sigma')
          .int('matches')
          .time('changed_at')
          .unique('game_id', 'player_id', 'rating'),
      ),
  down: (schema) =>
    schema
      .drop('multiplayer_ratings')
      .drop('multiplayer_backfills')
      .drop('multiplayer_matches')
      .drop('multiplayer_ticket_players')
      .drop('multiplayer_tickets'),
});
