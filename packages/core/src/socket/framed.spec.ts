import { describe, expect, it } from '@jest/globals';
import { framed, framedText } from './framed.js';

describe('a frame', () => {
  it.each([
    [0, [0x81, 0]],
    [125, [0x81, 125]],
    [126, [0x81, 126, 0, 126]],
    [65_535, [0x81, 126, 0xff, 0xff]],
    [65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ])('of %d bytes says its length as the standard wants it', (length, head) => {
    const frame = framedText('x'.repeat(length));
    expect([...frame.subarray(0, head.length)]).toEqual(head);
    expect(frame.subarray(head.length).toString()).toBe('x'.repeat(length));
  });

  it('of text counts bytes and not characters', () => {
    expect([...framedText('ä€')]).toEqual([0x81, 5, 0xc3, 0xa4, 0xe2, 0x82, 0xac]);
  });

  it('of bytes says that it is binary', () => {
    expect([...framed(Uint8Array.of(1, 2), 'binary')]).toEqual([0x82, 2, 1, 2]);
  });
});
