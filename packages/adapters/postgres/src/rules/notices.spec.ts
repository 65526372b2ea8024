import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Assembly, channelOf, noticesOf } from './notices.js';

const listen = (payloads: readonly string[], assembly = new Assembly()): Uint8Array[] =>
  payloads.flatMap((payload) => assembly.take(payload) ?? []);

describe('a message as notices', () => {
  it('is put together again, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000, size: 'max' }), (bytes) => {
        const [heard, ...others] = listen(noticesOf('node', 1, bytes));
        expect(Buffer.compare(heard!, bytes)).toBe(0);
        expect(others).toEqual([]);
      }),
    );
  });

  it('stays under the 8,000 bytes of a payload', () => {
    const notices = noticesOf('x'.repeat(22), Number.MAX_SAFE_INTEGER, randomBytes(1_000_000));
    expect(Math.max(...notices.map((one) => Buffer.byteLength(one)))).toBeLessThan(8_000);
  });

  it('is left out when its beginning was not heard, and the next one is not', () => {
    const [, ...rest] = noticesOf('node', 1, randomBytes(20_000));
    const next = noticesOf('node', 2, Buffer.from('next'));
    expect(listen([...rest, 'something else', ...next]).map(String)).toEqual(['next']);
  });

  it('goes by channels that Postgres does not cut, and that differ where topics do', () => {
    const topics = ['a', 'A', 'a.b', 'x'.repeat(100), `${'x'.repeat(100)}y`];
    const channels = topics.map(channelOf);
    expect(new Set(channels).size).toBe(topics.length);
    expect(Math.max(...channels.map((one) => one.length))).toBeLessThanOrEqual(63);
  });
});
