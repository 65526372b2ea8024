import { describe, expect, it } from '@jest/globals';
import { houseError, houseErrors } from './house-errors.js';
import { standardStatuses } from './error-kinds.js';

const all = Object.entries(houseErrors).map(([code, about]) => ({
  code,
  ...(about as { kind: string; message: string; status?: keyof typeof standardStatuses }),
}));

describe('the house’s own errors', () => {
  it.each(all)('$code is named after its part of the house and speaks in sentences', ({ code, message }) => {
    expect(code).toMatch(/^[a-z]+\.[a-z]+(_[a-z]+)*$/);
    expect(message).toMatch(/^[A-Z`].*[.}]$/);
  });

  it.each(all.filter(({ status }) => status))(
    '$code has the kind its status belongs to',
    ({ kind, status }) => {
      expect(status && standardStatuses[status].kind).toBe(kind);
    },
  );
});

describe('houseError', () => {
  it('has the sentence of the catalogue', () => {
    expect(houseError('request.malformed')).toMatchObject({
      kind: 'invalid',
      status: 'parse_error',
      code: 'request.malformed',
      message: 'The body is not valid JSON.',
    });
  });

  it('may have a better sentence, data, and when to try again', () => {
    expect(
      houseError('request.rate_limited', { retry_after: 2 }, { message: 'Slow down.', retryAfter: 2 }),
    ).toMatchObject({ message: 'Slow down.', data: { retry_after: 2 }, retryAfter: 2, kind: 'rate_limited' });
  });
});
