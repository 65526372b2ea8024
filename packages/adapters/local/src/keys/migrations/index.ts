import { migration } from '@aethex/core';

export const keysMigrations = [
  migration('202602010900-create-ring', {
    up: (schema) => schema.create('keys_ring', (t) => t.id().int('number').bytes('sealed').unique('number')),
    down: (schema) => schema.drop('keys_ring'),
  }),
];
