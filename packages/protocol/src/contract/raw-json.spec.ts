import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { RawJson, rawJsonIn, rawJsonOut } from './raw-json.js';

describe('RawJson', () => {
  it('keeps the text it was written in', () => {
    const text = '{ "gold": 1.0, "id": 12345678901234567890 }';
    expect(new RawJson(text).text).toBe(text);
  });

  it('parses as far as JavaScript numbers carry it', () => {
    expect(new RawJson('[1.0, null]').parse()).toEqual([1, null]);
  });

  it('is made of a value, and is not wrapped twice', () => {
    const raw = RawJson.of({ level: 5 });
    expect(raw.text).toBe('{"level":5}');
    expect(RawJson.of(raw)).toBe(raw);
  });

  it('refuses JSON.stringify, which would lose its text', () => {
    expect(() => JSON.stringify({ data: new RawJson('1.0') })).toThrow(TypeError);
  });
});

describe('a raw field of an input', () => {
  const schema = z.strictObject({ data: rawJsonIn });

  it('takes any JSON, null included, and hands it on as a RawJson', () => {
    for (const value of [null, 0, '', false, [], {}]) {
      const parsed = schema.parse({ data: value });
      expect(parsed.data).toBeInstanceOf(RawJson);
      expect(parsed.data.parse()).toEqual(value);
    }
  });

  it('hands a RawJson on as it is', () => {
    const raw = new RawJson('1.0');
    expect(schema.parse({ data: raw }).data).toBe(raw);
  });

  it('is required', () => {
    expect(schema.safeParse({}).error?.issues[0]?.message).toBe('is required');
  });
});

describe('a raw field of an output', () => {
  it('is answered as a RawJson and nothing else', () => {
    expect(rawJsonOut.safeParse(new RawJson('1')).success).toBe(true);
    expect(rawJsonOut.safeParse(1).success).toBe(false);
  });
});
