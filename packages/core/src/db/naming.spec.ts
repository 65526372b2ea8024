import { describe, expect, it } from '@jest/globals';
import { ruleName, snakeCase } from './naming.js';

describe('names', () => {
  it('writes properties as columns', () => {
    expect(snakeCase('lastUsedAt')).toBe('last_used_at');
  });

  it('names a rule after its table and columns', () => {
    expect(ruleName('uq', 'saves_slots', ['game_id', 'slot'])).toBe('uq_saves_slots_game_id_slot');
  });

  it('stays within what Postgres keeps of a name, and tells two long ones apart', () => {
    const long = (last: string) =>
      ruleName('ix', 'a_table_with_a_very_long_name_indeed', ['a_long_column_name', last]);
    expect(long('first_of_two').length).toBeLessThanOrEqual(63);
    expect(long('first_of_two')).not.toBe(long('other_of_two'));
  });
});
