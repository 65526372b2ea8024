import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { opened, sealed, tagOf } from './sealed.js';

const key = (id: string) => ({ tag: tagOf(id), secret: randomBytes(32) });
const [old, newest] = [key('1'), key('2')];
const payload = Buffer.from('to node b');

describe('what nodes say to each other', () => {
  it('is opened by whichever key of the ring has sealed it', () => {
    for (const one of [old, newest]) expect(opened([newest, old], sealed(one, payload))).toEqual(payload);
  });

  it('is forged when one bit of it differs, or when it is too short to be anything', () => {
    const good = sealed(newest, payload);
    for (let at = 4; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 1;
      expect(opened([newest], bad)).toBe('forged');
    }
    expect(opened([newest], good.subarray(0, 12))).toBe('forged');
    expect(opened([newest], new Uint8Array())).toBe('forged');
  });

  it('is unknown when the ring has no such key', () =>
    expect(opened([newest], sealed(old, payload))).toBe('unknown'));
});
