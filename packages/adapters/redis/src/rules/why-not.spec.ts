import { describe, expect, it } from '@jest/globals';
import { whyNot } from './why-not.js';

const what = (error: string): string => whyNot('cache:6379', error).what;

describe('why a Redis could not be used', () => {
  it.each([
    ['connect ECONNREFUSED 127.0.0.1:1', 'Nothing listens at cache:6379.'],
    ['getaddrinfo ENOTFOUND cache', 'The host of cache:6379 is not known.'],
    [
      'WRONGPASS invalid username-password pair',
      'Redis at cache:6379 does not accept the user or the password.',
    ],
    ['NOAUTH Authentication required.', 'Redis at cache:6379 does not accept the user or the password.'],
    ['SSL routines:ssl3_get_record:wrong version number', 'TLS with cache:6379 failed.'],
    ['Protocol error, got "H" as reply type byte', 'What listens at cache:6379 is not Redis.'],
    ['read ECONNRESET', 'cache:6379 closed the connection without a word.'],
    ['', 'cache:6379 did not answer in time.'],
  ])('is said in words: %s', (error, words) => expect(what(error)).toBe(words));

  it('always comes with what to do', () => expect(whyNot('cache:6379', 'anything').fix).not.toBe(''));
});
