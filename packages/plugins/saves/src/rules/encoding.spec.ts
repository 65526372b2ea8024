import { RawJson } from '@aethex/protocol';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesOfData, dataOfBytes } from './encoding.js';

describe('the data of a save', () => {
  it('comes back as the very text it was written in', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const bytes = bytesOfData(new RawJson(text), 'json') as Buffer;
        expect(dataOfBytes(bytes, 'json').text).toBe(text);
      }),
    );
  });

  it('comes back as the very bytes that base64 stood for', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (array) => {
        const sent = RawJson.of(Buffer.from(array).toString('base64'));
        const bytes = bytesOfData(sent, 'base64') as Buffer;
        expect([...bytes]).toEqual([...array]);
        expect(dataOfBytes(bytes, 'base64').parse()).toBe(sent.parse());
      }),
    );
  });

  it.each(['"A"', '"AAE"', '"AAEC\\n"', '"AA-_"', '"AB=="', '5', 'null', '["AAEC"]'])(
    'is no base64: %s',
    (text) => expect(bytesOfData(new RawJson(text), 'base64')).toBeNull(),
  );
});
