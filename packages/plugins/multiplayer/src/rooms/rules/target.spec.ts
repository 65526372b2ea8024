import { describe, expect, it } from '@jest/globals';
import { readTarget } from './target.js';

describe('a target', () => {
  it.each(['all', 'others', 'host', 'server'])('%s is a word', (word) =>
    expect(readTarget(word)).toEqual({ kind: word }),
  );

  it('is a group with its name, which may have a colon', () =>
    expect(readTarget('group:red:2')).toEqual({ kind: 'group', name: 'red:2' }));

  it('is a player’s id, also as older clients write it', () => {
    expect(readTarget('67890')).toEqual({ kind: 'player', name: '67890' });
    expect(readTarget('player_id_67890')).toEqual({ kind: 'player', name: '67890' });
  });
});
