import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cellOf, frameRow, readFrames } from './frames.js';

const cell = fc.option(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)));

describe('frames', () => {
  it('gives rows back as they were, with nothing apart from what is empty', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell)), (rows) => {
        expect([...readFrames(Buffer.concat(rows.map(frameRow)), 3)]).toEqual(rows);
      }),
    );
  });

  it('refuses rows that are cut short, wherever that is', () => {
    const frame = frameRow([Buffer.from('one'), null, Buffer.from('three')]);
    for (let length = 1; length < frame.length; length += 1)
      expect(() => [...readFrames(frame.subarray(0, length), 3)]).toThrow(RangeError);
  });

  it('writes each kind in one way, whichever driver gave it', () => {
    expect(cellOf('bool', 1)).toEqual(cellOf('bool', true));
    expect(cellOf('int', '9007199254740993')?.toString()).toBe('9007199254740993');
    expect(cellOf('bytes', new Uint8Array([1, 2]).buffer)).toEqual(Buffer.from([1, 2]));
    expect(cellOf('real', -0)?.readDoubleBE()).toBe(-0);
    expect(cellOf('text', '')).toEqual(Buffer.alloc(0));
    expect(cellOf('text', null)).toBeNull();
  });
});
