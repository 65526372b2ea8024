import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import { jsonText, listOf, objectWith } from '../../test/json-text.js';
import { rawJsonIn, rawJsonOut, RawJson } from './raw-json.js';
import { elements, keepRaw, memberOf, rawPaths } from './raw-slices.js';

type Members = readonly { readonly key: string; readonly text: string }[];
const lastOf = (members: Members, key: string) => members.findLast((member) => member.key === key)?.text;
/** What has to stand in place of the last member of this key: its text, or nothing when there is none. */
const rawOf = (members: Members, key: string) => {
  const written = lastOf(members, key);
  return written === undefined ? undefined : new RawJson(written);
};

describe('rawPaths', () => {
  it('finds raw fields through objects, lists and optional wrappers', () => {
    const schema = z.object({
      data: rawJsonIn,
      later: rawJsonIn.optional(),
      maybe: rawJsonOut.nullable().default(null as never),
      saves: z.array(z.object({ slot: z.string(), data: rawJsonIn })),
      deep: z.object({ deeper: z.object({ data: rawJsonIn }).optional() }),
      plain: z.string(),
    });
    expect(rawPaths(schema)).toEqual([
      ['data'],
      ['later'],
      ['maybe'],
      ['saves', '*', 'data'],
      ['deep', 'deeper', 'data'],
    ]);
  });

  it('finds a field that was given another description', () => {
    expect(rawPaths(z.object({ data: rawJsonIn.meta({ description: 'the save' }) }))).toEqual([['data']]);
  });
});

describe('keepRaw', () => {
  it('keeps the written text of a member, whatever the document', () => {
    fc.assert(
      fc.property(objectWith(['data', 'slot']), ({ text, members }) => {
        const value = JSON.parse(text) as Record<string, unknown>;
        keepRaw(text, value, [['data']]);
        expect(value['data']).toEqual(rawOf(members, 'data'));
        expect('data' in value).toBe(members.some(({ key }) => key === 'data'));
      }),
    );
  });

  it('changes no other member', () => {
    fc.assert(
      fc.property(objectWith(['data', 'slot']), ({ text }) => {
        const value = JSON.parse(text) as Record<string, unknown>;
        keepRaw(text, value, [['data']]);
        const untouched = JSON.parse(text) as Record<string, unknown>;
        delete value['data'];
        delete untouched['data'];
        expect(value).toEqual(untouched);
      }),
    );
  });

  it('keeps the written text in each element of a list', () => {
    fc.assert(
      fc.property(listOf(['data']), ({ text, items }) => {
        const whole = `{"saves":${text}}`;
        const value = JSON.parse(whole) as { saves: Record<string, unknown>[] };
        keepRaw(whole, value, [['saves', '*', 'data']]);
        items.forEach(({ members }, index) => {
          expect(value.saves[index]?.['data']).toEqual(rawOf(members, 'data'));
        });
      }),
    );
  });

  it('keeps the elements of a list themselves', () => {
    const text = '{"all": [ 1.0 , "a,b]", {"x":[1]} ]}';
    const value = JSON.parse(text) as { all: RawJson[] };
    keepRaw(text, value, [['all', '*']]);
    expect(value.all.map((one) => one.text)).toEqual(['1.0', '"a,b]"', '{"x":[1]}']);
  });

  it('begins where the value begins', () => {
    fc.assert(
      fc.property(jsonText, objectWith(['data']), (other, { text, members }) => {
        const before = `{"other":${other},"params":`;
        const value = JSON.parse(text) as Record<string, unknown>;
        keepRaw(`${before}${text}}`, value, [['data']], before.length);
        expect(value['data']).toEqual(rawOf(members, 'data'));
      }),
    );
  });

  it('leaves alone what is not of the shape the path expects', () => {
    for (const text of ['null', '1', '"data"', '[{"data":1}]', '{"data2":1}', '{"saves":{"data":1}}']) {
      const value = JSON.parse(text) as unknown;
      keepRaw(text, value, [['data'], ['saves', '*', 'data']]);
      expect(value).toEqual(JSON.parse(text));
    }
  });

  it('ignores a member that came from somewhere else than the text', () => {
    const value = { data: 1 };
    keepRaw('{}', value, [['data']]);
    expect(value).toEqual({ data: 1 });
  });
});

describe('memberOf', () => {
  it('takes the last of equal keys, as JSON.parse does', () => {
    const text = '{"a":1,"\\u0061":2,"a" : [3] }';
    const span = memberOf(text, 0, 'a');
    expect(span && text.slice(span.start, span.end)).toBe('[3]');
    expect(JSON.parse(text)).toEqual({ a: [3] });
  });

  it('finds every member of any document', () => {
    fc.assert(
      fc.property(objectWith(['data']), ({ text, members }) => {
        const at = text.indexOf('{');
        for (const { key } of members) {
          const span = memberOf(text, at, key);
          expect(span && text.slice(span.start, span.end)).toBe(lastOf(members, key));
        }
      }),
    );
  });
});

describe('elements', () => {
  it('finds every element of any list', () => {
    fc.assert(
      fc.property(fc.array(jsonText, { maxLength: 5 }), (items) => {
        const text = `[ ${items.join(' ,\n')} ]`;
        expect([...elements(text, 0)].map(({ start, end }) => text.slice(start, end))).toEqual(items);
      }),
    );
  });
});
