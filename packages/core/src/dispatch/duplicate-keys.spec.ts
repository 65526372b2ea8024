import { describe, expect, it } from '@jest/globals';
import { refuseDuplicateKeys } from './duplicate-keys.js';

describe('refuseDuplicateKeys', () => {
  it.each(['{}', '{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', '"text"', '{"a":"\\"a\\":1"}'])(
    'lets %s pass',
    (text) => {
      expect(() => refuseDuplicateKeys(text)).not.toThrow();
    },
  );

  it.each(['{"a":1,"a":2}', '{"x":{"a":1,"b":2,"a":3}}', '[{"a":1,"\\u0061":2}]'])('refuses %s', (text) => {
    expect(() => refuseDuplicateKeys(text)).toThrow(
      expect.objectContaining({ code: 'request.duplicate_key', data: { key: 'a' } }),
    );
  });
});
