import { describe, expect, it } from '@jest/globals';
import { AethexError, isAethexError } from './aethex-error.js';

describe('AethexError', () => {
  it('is an Error with a kind, a code and a sentence', () => {
    const error = new AethexError('conflict', 'saves.conflict', 'Another device saved first.');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'AethexError',
      kind: 'conflict',
      code: 'saves.conflict',
      message: 'Another device saved first.',
    });
    expect(error.stack).toContain('Another device saved first.');
  });

  it('looks as its kind, or as the standard demands', () => {
    expect(new AethexError('invalid', 'a.b', 'No.').look.http).toBe(400);
    expect(new AethexError('invalid', 'a.b', 'No.', undefined, { status: 'unprocessable' }).look.http).toBe(
      422,
    );
  });

  it('keeps why it happened, and shows it to no caller', () => {
    const cause = new Error('the password of the database is hunter2');
    const error = new AethexError('internal', 'server.internal', 'Something went wrong.', undefined, {
      cause,
    });
    expect(error.cause).toBe(cause);
    expect(JSON.stringify(error.toBody('r1'))).not.toContain('hunter2');
  });

  it('has no cause when none was given', () => {
    expect('cause' in new AethexError('invalid', 'a.b', 'No.')).toBe(false);
  });

  it('has one body for every wire', () => {
    expect(new AethexError('rate_limited', 'a.b', 'Wait.', { retry_after: 3 }).toBody('r1')).toEqual({
      code: 'a.b',
      message: 'Wait.',
      retry: true,
      data: { retry_after: 3 },
      request_id: 'r1',
    });
  });

  it('has a body without data when there is none, and with data when it is null', () => {
    expect(new AethexError('invalid', 'a.b', 'No.').toBody('r1')).not.toHaveProperty('data');
    expect(new AethexError('invalid', 'a.b', 'No.', null).toBody('r1')).toHaveProperty('data', null);
  });
});

describe('isAethexError', () => {
  it('knows one that a second copy of this package made', () => {
    const brand: unique symbol = Symbol.for('aethex.error');
    class AethexError extends Error {
      readonly [brand] = true;
    }
    expect(isAethexError(new AethexError('from elsewhere'))).toBe(true);
  });

  it('knows no other', () => {
    for (const value of [
      new Error('AethexError'),
      { code: 'a.b', kind: 'invalid' },
      null,
      undefined,
      'a.b',
      1,
    ])
      expect(isAethexError(value)).toBe(false);
  });
});
