import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@aethex/protocol';
import { pack, unpack } from '@aethex/protocol/realtime';
import { EventFrames } from './event-frames.js';
import { plain } from './plain.js';
import { Prepared } from './prepared.js';

describe('a prepared frame', () => {
  it('is encoded once for all who read it', () => {
    let asked = 0;
    const frame = Prepared.of({
      json: () => `{"n":${(asked += 1)}}`,
      msgpack: () => pack({ n: (asked += 1) }),
    });
    expect(frame.bytes('json')).toBe(frame.bytes('json'));
    expect(frame.bytes('msgpack')).toBe(frame.bytes('msgpack'));
    expect(asked).toBe(2);
    expect(frame.bytes('json').subarray(2).toString()).toBe('{"n":1}');
  });

  it('keeps its bytes when the buffer they were made in is used again', () => {
    const buffer = Buffer.from('{}');
    const bytes = Prepared.of({ json: () => buffer, msgpack: () => buffer }).bytes('json');
    buffer.fill(0);
    expect([...bytes]).toEqual([0x81, 2, 0x7b, 0x7d]);
  });

  it('says the same in both encodings, and leaves out what is undefined', () => {
    const frame = new Prepared({
      type: 'x',
      a: undefined,
      list: [undefined, 1],
      deep: { b: undefined, c: null },
    });
    const said = { type: 'x', list: [null, 1], deep: { c: null } };
    expect(JSON.parse(frame.bytes('json').subarray(2).toString())).toEqual(said);
    expect(unpack(frame.bytes('msgpack').subarray(2))).toEqual(said);
  });
});

describe('an event as a frame', () => {
  it('says the same in both encodings', () => {
    const frame = new EventFrames().of({ event: 'a.b', playerId: 'p', data: '{"x":1}' }, 7);
    const said = { type: 'event', event: 'a.b', data: { x: 1 }, server_ts: 7 };
    expect(JSON.parse(frame.bytes('json').subarray(2).toString())).toEqual(said);
    expect(unpack(frame.bytes('msgpack').subarray(2))).toEqual(said);
  });
});

describe('plain', () => {
  it('turns raw JSON and times into what MessagePack can say, and keeps bytes', () => {
    const bytes = Uint8Array.of(1);
    expect(plain({ raw: new RawJson('{"a":[1]}'), at: new Date(0), list: [{ bytes }], n: null })).toEqual({
      raw: { a: [1] },
      at: '1970-01-01T00:00:00.000Z',
      list: [{ bytes }],
      n: null,
    });
  });
});
