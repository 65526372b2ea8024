import { describe, expect, it } from '@jest/globals';
import { placeOf } from './place.js';

describe('the place of a Redis', () => {
  it('names host and port, and never the password', () =>
    expect(placeOf('rediss://ann:s3cret@cache.example:7000/2')).toBe('cache.example:7000'));

  it('has the port that Redis has by default', () =>
    expect(placeOf('redis://cache.example')).toBe('cache.example:6379'));
});
