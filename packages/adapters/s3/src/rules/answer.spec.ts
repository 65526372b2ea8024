import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { couldBegin, readInfo, readType, writeType } from './answer.js';

const good = { ETag: '"e"', ContentLength: 5, LastModified: new Date(0) };

describe('the type of a blob', () => {
  it('comes back as it was given, also when the server makes one of its own', () => {
    const visible = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((n) => String.fromCharCode(n)),
    });
    fc.assert(
      fc.property(visible, (type) => {
        const { Metadata = {} } = writeType(type);
        expect(readType({ Metadata, ContentType: 'binary/octet-stream' })).toBe(type);
      }),
    );
  });

  it.each(['binary/octet-stream', 'application/octet-stream'])(
    'is none when a server says %s',
    (ContentType) => expect(readType({ ...writeType(undefined), ContentType })).toBeNull(),
  );

  it('is what a client sent who used a link', () =>
    expect(readType({ ContentType: 'image/png', Metadata: {} })).toBe('image/png'));

  it('may have been damaged by others', () =>
    expect(readType({ Metadata: { 'aethex-type': 'a%zz' } })).toBe('a%zz'));
});

describe('an answer', () => {
  it('tells the size of the blob, whole or in part', () => {
    expect(readInfo('a', good)).toEqual({ key: 'a', size: 5, type: null, modifiedAt: new Date(0) });
    expect(readInfo('a', { ...good, ContentRange: 'bytes 0-4/99' }).size).toBe(99);
  });

  it.each([
    { ETag: undefined },
    { LastModified: undefined },
    { LastModified: new Date(Number.NaN) },
    { ContentLength: undefined },
    { ContentRange: 'bytes 0-4/*' },
  ])('with %p is none of S3', (lack) => expect(() => readInfo('a', { ...good, ...lack })).toThrow(/lacks/));
});

describe('a prefix', () => {
  it.each(['', 'a', 'a/', 'a/b.c_d-E9'])('may be "%s"', (text) => expect(couldBegin(text)).toBe(true));
  it.each(['ü', 'a\0', 'a b', 'x'.repeat(513)])('is no key of ours as %j', (text) =>
    expect(couldBegin(text)).toBe(false),
  );
});
