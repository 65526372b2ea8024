import { describe, expect, it } from '@jest/globals';
import { defaultQueue, QueueConfig } from './queue-config.js';

const problem = (given: object): string | undefined => QueueConfig.safeParse(given).error?.issues[0]?.message;

describe('a queue', () => {
  it('takes its numbers from its teams', () => {
    expect(QueueConfig.parse({ name: 'five', team_size: 5 })).toMatchObject({
      min_players: 10,
      max_players: 10,
      teams: [{ name: 'team1', min: 5, max: 5 }, { name: 'team2' }],
    });
  });

  it('is for two unless it says otherwise', () => {
    expect(QueueConfig.parse({ name: 'duel' })).toMatchObject({ min_players: 2, max_players: 2, teams: [] });
  });

  it('is refused in words when its numbers contradict each other', () => {
    expect(problem({ name: 'q', min_players: 4, max_players: 2 })).toBe(
      'queue "q" has min_players 4 above max_players 2',
    );
    expect(problem({ name: 'q', team_size: 5, max_players: 20 })).toBe(
      'queue "q" has more players than its teams hold',
    );
    expect(problem({ name: 'q', team_size: 5, min_players: 2 })).toBe(
      'queue "q" has fewer players than its teams need',
    );
    expect(problem({ name: 'q w' })).toContain('must be 1 to 64');
  });

  it('of any mode exists by default', () => {
    expect(defaultQueue).toMatchObject({ name: 'default', min_players: 2, max_players: 8 });
  });
});
