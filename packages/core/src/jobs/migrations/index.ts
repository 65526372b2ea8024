import { migration } from '../../migrations/migration.js';

export const jobsMigrations = [
  migration('202601010900-create-jobs', {
    up: (schema) =>
      schema
        .create('jobs_queue', (t) =>
          t
            .id()
            .text('name', 128)
            .json('data', { optional: true })
            .text('pending_key', 255, { optional: true })
            .int('tries')
            .int('attempt')
            .time('due_at')
            .ref('run', { optional: true })
            .unique('name', 'pending_key')
            .index('name', 'due_at'),
        )
        .create('jobs_dead', (t) =>
          t
            .id()
            .text('name', 128)
            .json('data', { optional: true })
            .text('error')
            .time('died_at')
            .index('died_at'),
        )
        .create('jobs_ticks', (t) =>
          t.id().text('name', 128).text('cron', 128).time('next_at').unique('name'),
        ),
    down: (schema) => schema.drop('jobs_ticks').drop('jobs_dead').drop('jobs_queue'),
  }),
];
