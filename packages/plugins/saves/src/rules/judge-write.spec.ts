import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isRepeat, mayWrite } from './judge-write.js';

const revision = fc.integer({ min: 1, max: 9 });
const print = { checksum: 'a', encoding: 'json' };

describe('an upload', () => {
  it.each([
    [undefined, null, true],
    [0, null, true],
    [undefined, 3, false],
    [0, 3, false],
    [2, 3, false],
    [4, 3, false],
    [3, 3, true],
    [3, null, false],
  ])('made from %p may take the place of %p: %p', (base, head, may) =>
    expect(mayWrite({ base, overwrite: false }, head)).toBe(may),
  );

  it('that says so may write over anything', () => {
    fc.assert(
      fc.property(fc.option(revision, { nil: undefined }), fc.option(revision), (base, head) => {
        expect(mayWrite({ base, overwrite: true }, head)).toBe(true);
      }),
    );
  });

  it('never takes the place of what it was not made from, unless it says so', () => {
    fc.assert(
      fc.property(fc.option(revision, { nil: undefined }), fc.option(revision), (base, head) => {
        expect(mayWrite({ base, overwrite: false }, head)).toBe((base ?? 0) === (head ?? 0));
      }),
    );
  });
});

describe('a repeated upload', () => {
  it('has the same bytes and was made from the same revision as the current one', () =>
    expect(isRepeat({ ...print, base: 3 }, { ...print, parentRevision: 3 })).toBe(true));
  it('of the first revision names no base', () =>
    expect(isRepeat({ ...print, base: undefined }, { ...print, parentRevision: null })).toBe(true));
  it('is another one when its bytes differ', () =>
    expect(isRepeat({ ...print, base: 3, checksum: 'b' }, { ...print, parentRevision: 3 })).toBe(false));
  it('is another one when it is sent in another encoding', () =>
    expect(isRepeat({ ...print, base: 3, encoding: 'base64' }, { ...print, parentRevision: 3 })).toBe(false));
  it('is another one when it was made from elsewhere', () =>
    expect(isRepeat({ ...print, base: 2 }, { ...print, parentRevision: 3 })).toBe(false));
});
