import { describe, expect, it } from '@jest/globals';
import { poolOf } from './pool.js';

describe('the pool of a game', () => {
  it('is one for all live games of a deployment', () => {
    expect([poolOf('default', 'deployment'), poolOf('starfall', 'deployment')]).toEqual([
      'default',
      'default',
    ]);
  });

  it('is another one in each other environment', () => {
    expect([poolOf('starfall:dev', 'deployment'), poolOf('comet:dev', 'deployment')]).toEqual([
      'default:dev',
      'default:dev',
    ]);
    expect(poolOf('starfall:staging', 'deployment')).toBe('default:staging');
  });

  it('is the game itself where games share nothing', () => {
    expect([poolOf('starfall', 'game'), poolOf('starfall:dev', 'game')]).toEqual([
      'starfall',
      'starfall:dev',
    ]);
  });
});
