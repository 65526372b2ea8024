import { describe, expect, it } from '@jest/globals';
import { environments, gameIdOf, gameSlug, partsOfGameId } from './game-id.js';

describe('the id of a game in an environment', () => {
  it('is the slug itself for players, and says the environment everywhere else', () => {
    expect(environments.map((environment) => gameIdOf('starfall', environment))).toEqual([
      'starfall',
      'starfall:staging',
      'starfall:dev',
    ]);
  });

  it('reads back as what it was made of', () => {
    for (const environment of environments)
      expect(partsOfGameId(gameIdOf('star-fall', environment))).toEqual({ slug: 'star-fall', environment });
  });

  it('takes no other word for an environment', () => {
    for (const id of ['starfall:live', 'starfall:prod', ':dev', 'starfall:'])
      expect(partsOfGameId(id)).toEqual({ slug: id, environment: 'live' });
  });

  it('has a slug that cannot be mistaken for two parts', () => {
    const good = ['a', 'default', 'star-fall-2', 'x'.repeat(40)];
    const bad = ['', 'Star', 'a:b', '-a', 'a-', 'a_b', 'x'.repeat(41), 'ä'];
    expect(good.filter((slug) => !gameSlug.test(slug))).toEqual([]);
    expect(bad.filter((slug) => gameSlug.test(slug))).toEqual([]);
  });
});
