import { describe, expect, it } from '@jest/globals';
import { gathered } from './gathered.js';

const byKey = {
  table: 'saves_slots',
  columns: ['id', 'name'],
  keys: [
    { name: 'player_id', type: 'character varying' },
    { name: 'size', type: 'bigint' },
  ],
  absent: ['deleted_at'],
};

describe('many reads by key as one', () => {
  it('lists the keys column by column and numbers them', () => {
    expect(gathered({ byKey })?.sql).toBe(
      'SELECT t."id", t."name", k.place FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS k(v0, v1, place) ' +
        'JOIN "saves_slots" t ON t."player_id" = k.v0 AND t."size" = k.v1 AND t."deleted_at" IS NULL',
    );
  });

  it('leaves alone what has no key, or a key whose values cannot be listed', () => {
    expect(gathered({})).toBeNull();
    expect(gathered({ byKey: { ...byKey, keys: [{ name: 'at', type: 'timestamp' }] } })).toBeNull();
    expect(gathered({ byKey: { ...byKey, keys: [{ name: 'at', type: 'constructor' }] } })).toBeNull();
  });
});
