import { describe, expect, it } from '@jest/globals';
import { pack } from '@aethex/protocol/realtime';
import { readFrame } from './read-frame.js';

const limits = { maxDepth: 32, maxKeys: 10_000 };
const binary = (bytes: Uint8Array) => readFrame(Buffer.from(bytes), true, limits, false);
const text = (json: string) => readFrame(Buffer.from(json), false, limits, false);
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('readFrame', () => {
  it('reads the same value from both encodings', () => {
    const frame = { type: 'move', data: { x: 1.5, name: 'Ännchen', list: [null, true, -1, 2 ** 40] } };
    expect(text(JSON.stringify(frame))).toEqual(frame);
    expect(binary(pack(frame))).toEqual(frame);
  });

  it('refuses a key that stands twice in MessagePack', () => {
    expect(() => binary(Uint8Array.of(0x82, 0xa1, 0x61, 1, 0xa1, 0x61, 2))).toThrow(
      code('request.duplicate_key'),
    );
  });

  it('refuses a constructor that carries a prototype, in both encodings', () => {
    const poison = { constructor: { prototype: { admin: true } } };
    expect(() => text(JSON.stringify(poison))).toThrow(code('request.poisoned'));
    expect(() => binary(pack(poison))).toThrow(code('request.poisoned'));
    expect(() => text('{"\\u005f_proto__":{}}')).toThrow(code('request.poisoned'));
  });

  it('lets bytes pass where they are told to', () => {
    const bytes = Buffer.from(pack({ image: Buffer.from('png') }));
    expect(() => binary(bytes)).toThrow(code('ws.binary'));
    expect(readFrame(bytes, true, limits, true)).toEqual({ image: Buffer.from('png') });
  });

  it('says of both what is wrong with them', () => {
    expect(() => text('{')).toThrow(code('request.malformed'));
    expect(() => binary(Uint8Array.of(0xc1))).toThrow('The frame is not valid MessagePack.');
  });
});
