import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { clientAddress, trustedRanges } from './client-address.js';

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

describe('clientAddress', () => {
  it('ignores what strangers write into X-Forwarded-For', () => {
    expect(clientAddress(from('203.0.113.7', '1.2.3.4'), false)).toBe('203.0.113.7');
    expect(clientAddress(from('203.0.113.7', '1.2.3.4'), '10.0.0.0/8')).toBe('203.0.113.7');
  });

  it('believes trusted proxies, from the right, up to the first stranger', () => {
    const request = from('10.0.0.2', '6.6.6.6, 203.0.113.7, 10.0.0.9');
    expect(clientAddress(request, '10.0.0.0/8')).toBe('203.0.113.7');
    expect(clientAddress(request, true)).toBe('6.6.6.6');
  });

  it('does not mistake an IPv4 range inside IPv6 for the whole internet', () => {
    expect(() => trustedRanges('::ffff:10.0.0.0/8')).not.toThrow();
    expect(clientAddress(from('203.0.113.7', '1.2.3.4'), '::ffff:10.0.0.0/8')).toBe('203.0.113.7');
  });

  it('refuses a range that is none', () => {
    expect(() => trustedRanges('10.0.0.0/8, everybody')).toThrow();
  });
});
