import { migration, type TableBuilder } from '@aethex/core';

const owned = (t: TableBuilder): TableBuilder => t.id().ref('game_id').ref('player_id');

/** The columns that revisions and refused uploads share; the content itself comes last. */
const content = (t: TableBuilder): TableBuilder =>
  t
    .json('labels')
    .text('encoding', 8)
    .text('content_type', 127)
    .int('size_bytes')
    .int('stored_bytes')
    .text('checksum', 64)
    .bool('compressed')
    .time('created_at')
    .text('key_id', 64)
    .bytes('sealed_key')
    .text('blob_key', 512, { optional: true })
    .bytes('payload', { optional: true })
    .index('key_id');

export const createTables = migration('202601011200-create-tables', {
  up: (schema) =>
    schema
      .create('saves_slots', (t) =>
        owned(t)
          .text('slot_name', 50)
          .int('last_revision')
          .int('head_revision', { optional: true })
          .time('created_at')
          .time('updated_at')
          .unique('game_id', 'player_id', 'slot_name')
          .index('game_id', 'player_id', 'updated_at', 'id'),
      )
      .create('saves_revisions', (t) =>
        content(
          owned(t)
            .belongsTo('slot_id', 'saves_slots')
            .int('revision')
            .int('parent_revision', { optional: true }),
        ).unique('slot_id', 'revision'),
      )
      .create('saves_conflicts', (t) =>
        content(owned(t).belongsTo('slot_id', 'saves_slots').int('base_revision').int('current_revision'))
          .unique('slot_id', 'checksum', 'encoding', 'base_revision')
          .index('game_id', 'player_id', 'created_at', 'id'),
      )
      .create('saves_usage', (t) => owned(t).int('stored_bytes').unique('game_id', 'player_id')),
  down: (schema) =>
    schema.drop('saves_usage').drop('saves_conflicts').drop('saves_revisions').drop('saves_slots'),
});
