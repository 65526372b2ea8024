import { describe, expect, it } from '@jest/globals';
import { AethexError, roomError } from '@aethex/protocol';
import { heardError, sayError } from './said-error.js';

describe('an error that travels', () => {
  it.each([
    roomError('changed', { properties: { map: 'x' }, revision: 3 }),
    roomError('seat_expired'),
    new AethexError('unavailable', 'server.unavailable', 'Wait.', null, { retryAfter: 2 }),
  ])('is the same on the other node: $code', (error) => {
    const heard = heardError(sayError(error)!);
    expect(heard).toEqual(error);
    expect(heard.look).toEqual(error.look);
    expect(heard.retryAfter).toBe(error.retryAfter);
  });

  it('does not travel when callers may not see it', () =>
    expect(sayError(new Error('password of the database'))).toBeNull());
});
