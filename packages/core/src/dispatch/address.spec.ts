import { describe, expect, it } from '@jest/globals';
import { addressKey, coarseNetwork, isLoopback } from './address.js';

describe('addresses', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['not an address', 'not an address'],
  ])('counts %s as %s', (address, key) => expect(addressKey(address)).toBe(key));

  it.each([
    ['203.0.113.7', '203.0.113.0/24'],
    ['2001:db8:1:2::1', '2001:db8:1::/48'],
    ['', null],
  ])('shows %s as %s', (address, network) => expect(coarseNetwork(address)).toBe(network));

  it.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
  ])('knows whether %s is this machine: %s', (address, local) => expect(isLoopback(address)).toBe(local));
});
