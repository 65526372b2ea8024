import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { boundTo, envelopeHeader, readEnvelope } from './envelope.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const facts = fc.record({
  keyId: fc.string({ unit: fc.constantFrom(...'ab0_-'), minLength: 1, maxLength: 6 }),
  purpose: fc.string({ unit: 'binary', maxLength: 6 }),
  context: fc.uint8Array({ maxLength: 6 }),
});

describe('an envelope', () => {
  it('is version, length of the id, id, nonce, ciphertext, tag', () => {
    const parts = ['01', '03', '6b6579', '11'.repeat(12), 'aabb', '22'.repeat(16)];
    const envelope = readEnvelope(Buffer.from(parts.join(''), 'hex'));
    expect(envelope?.keyId).toBe('key');
    expect([envelope?.nonce, envelope?.ciphertext, envelope?.tag].map((part) => hex(part!))).toEqual(
      parts.slice(3),
    );
    expect(hex(envelopeHeader('key'))).toBe(parts.slice(0, 3).join(''));
  });

  it.each([
    ['nothing', ''],
    ['another version', `02036b6579${'00'.repeat(28)}`],
    ['no id', `0100${'00'.repeat(28)}`],
    ['an id that is none', `0103000102${'00'.repeat(28)}`],
    ['too few bytes', `01036b6579${'00'.repeat(27)}`],
  ])('is none with %s', (_, text) => expect(readEnvelope(Buffer.from(text, 'hex'))).toBeNull());

  it('is bound to other bytes whenever key, purpose or context is another', () => {
    fc.assert(
      fc.property(facts, facts, (one, other) => {
        const bytes = ({ keyId, purpose, context }: typeof one) =>
          hex(boundTo(envelopeHeader(keyId), purpose, context));
        const same =
          one.keyId === other.keyId &&
          Buffer.from(one.purpose).equals(Buffer.from(other.purpose)) &&
          hex(one.context) === hex(other.context);
        expect(bytes(one) === bytes(other)).toBe(same);
      }),
      { numRuns: 2_000 },
    );
  });
});
