import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { jsonText } from '../../test/json-text.js';
import { RawJson } from '../contract/raw-json.js';
import { stringify } from './stringify.js';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('stringify', () => {
  it('writes plain JSON as JSON.stringify does', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => expect(stringify(value)).toBe(JSON.stringify(value))));
  });

  it('says the same as JSON.stringify beside raw fields', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const written = JSON.parse(stringify({ raw: new RawJson('1'), value }));
        expect(written).toEqual({ raw: 1, value: throughJson(value) });
      }),
    );
  });

  it('keeps the text of raw JSON, wherever it lies', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        expect(stringify(new RawJson(text))).toBe(text);
        expect(stringify({ saves: [{ slot: 'a', data: new RawJson(text) }] })).toBe(
          `{"saves":[{"slot":"a","data":${text}}]}`,
        );
      }),
    );
  });

  it('keeps raw JSON and bytes however deep they lie', () => {
    const wrap = (value: unknown, levels: number): unknown =>
      levels === 0 ? value : wrap({ in: [value] }, levels - 1);
    expect(stringify(wrap(new RawJson('1.0'), 9))).toContain('[1.0]');
    expect(stringify(wrap(new Uint8Array([0, 1, 2]), 9))).toContain('["AAEC"]');
  });

  it('writes bytes as base64, however many there are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(JSON.parse(stringify({ content: bytes }))).toEqual({
          content: Buffer.from(bytes).toString('base64'),
        });
      }),
    );
    const many = new Uint8Array(200_000).map((_, index) => index % 251);
    expect(stringify(many)).toBe(`"${Buffer.from(many).toString('base64')}"`);
  });

  it('leaves out what is undefined, and writes null for it in a list', () => {
    const raw = new RawJson('1');
    expect(stringify({ raw, gone: undefined })).toBe('{"raw":1}');
    expect(stringify([raw, undefined])).toBe('[1,null]');
    expect(stringify({ gone: undefined, list: [undefined] })).toBe('{"list":[null]}');
  });

  it('lets a value say itself how it is written', () => {
    const at = new Date('2026-01-01T12:00:00.000Z');
    expect(stringify({ raw: new RawJson('1'), at })).toBe('{"at":"2026-01-01T12:00:00.000Z","raw":1}');
  });

  it('escapes keys and texts', () => {
    expect(stringify({ raw: new RawJson('1'), 'a"\n': '"\u0001' })).toBe('{"a\\"\\n":"\\"\\u0001","raw":1}');
  });
});
