import { describe, expect, it } from '@jest/globals';
import { KeyCache } from './key-cache.js';

const place = Buffer.from('place');
const closed = (name: string, keyId = 'k1') => ({ sealedKey: Buffer.from(name), keyId });

describe('a cache of content keys', () => {
  it('finds a key only by the bytes, the ring’s key and the place it was proved with', () => {
    const cache = new KeyCache();
    const key = Buffer.from('secret');
    cache.set(closed('a'), place, key);
    expect(cache.get(closed('a'), place)).toBe(key);
    expect(cache.get(closed('b'), place)).toBeUndefined();
    expect(cache.get(closed('a', 'k2'), place)).toBeUndefined();
    expect(cache.get(closed('a'), Buffer.from('elsewhere'))).toBeUndefined();
  });

  it('keeps what is used, and forgets what is not, without growing', () => {
    const cache = new KeyCache();
    const key = Buffer.from('secret');
    cache.set(closed('used'), place, key);
    cache.set(closed('unused'), place, key);
    for (let index = 0; index < 10_000; index += 1) {
      cache.set(closed(`other ${index}`), place, key);
      cache.get(closed('used'), place);
    }
    expect(cache.get(closed('used'), place)).toBe(key);
    expect(cache.get(closed('unused'), place)).toBeUndefined();
    expect(cache.get(closed('other 0'), place)).toBeUndefined();
  });
});
