import { describe, expect, it } from '@jest/globals';
import { pack } from '@aethex/protocol/realtime';
import { z } from 'zod';
import { FrameBook } from './frame-book.js';

const schema = z.strictObject({ type: z.string() });
const frames = {
  wave: { schema },
  move: { schema, hot: true as const, rate: { perSecond: 60, burst: 120 } },
  move_back: { schema, rate: { perSecond: 1, burst: 1 } },
};
const handler = { handle: () => undefined, hot: () => undefined };

describe('the book of frames', () => {
  const book = new FrameBook();
  book.add(frames, handler);
  const json = (text: string) => book.recognise(Buffer.from(text), false)?.type;
  const msgpack = (value: unknown) => book.recognise(pack(value), true)?.type;

  it('recognises a frame by how it begins, in both encodings', () => {
    expect(json('{"type":"move","data":{}}')).toBe('move');
    expect(json('{"type":"move_back"}')).toBe('move_back');
    expect(msgpack({ type: 'wave', id: 1 })).toBe('wave');
  });

  it('recognises nothing else', () => {
    for (const text of ['', '{', '{"type":"mov', '{"type":"moves"}', '{"id":1,"type":"move"}', '[]'])
      expect(json(text)).toBeUndefined();
    for (const value of [null, 'type', { type: 'waver' }, { id: 1, type: 'wave' }])
      expect(msgpack(value)).toBeUndefined();
  });

  it('gives each rate a place of its own, and none to frames without', () => {
    expect(['wave', 'move', 'move_back'].map((type) => book.find(type)?.lane?.place)).toEqual([
      undefined,
      1,
      2,
    ]);
  });

  it('refuses a hot frame whose handler cannot take it', () => {
    expect(() => new FrameBook().add(frames, { handle: () => undefined })).toThrow(
      'The frame "move" is hot, and its handler has no method "hot".',
    );
  });

  it('refuses a name too long to be recognised', () => {
    expect(() => book.add({ ['x'.repeat(32)]: { schema } }, handler)).toThrow(/at most 31 bytes/);
  });
});
