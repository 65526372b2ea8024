import { migration } from '../migration.js';

/** The tables core itself keeps. */
export const coreMigrations = [
  migration('202601010900-create-answers', {
    up: (schema) =>
      schema.create('core_answers', (t) =>
        t
          .id()
          .text('place', 64)
          .text('print', 64)
          .bytes('answer')
          .time('expires_at')
          .unique('place')
          .index('expires_at'),
      ),
    down: (schema) => schema.drop('core_answers'),
  }),
  migration('202602010900-create-seals', {
    up: (schema) =>
      schema.create('core_seals', (t) => t.id().text('name', 64).bytes('sealed').unique('name')),
    down: (schema) => schema.drop('core_seals'),
  }),
];
