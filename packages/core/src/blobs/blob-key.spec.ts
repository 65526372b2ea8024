import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { join, normalize } from 'node:path';
import { isBlobKey } from './blob-key.js';

const character = fc.constantFrom(...'abcXYZ019._-');
const part = fc
  .string({ unit: character, minLength: 1, maxLength: 12 })
  .filter((text) => !/^\.+$/.test(text));

describe('the rule for keys', () => {
  it('allows parts of letters, digits, dots, underscores and dashes', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => isBlobKey(parts.join('/'))),
    );
  });

  it('allows nothing that leaves a folder, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('a', '.', '/', '\\', '\0') })),
        (text) => {
          if (!isBlobKey(text)) return;
          expect(normalize(join('/root', text))).toBe(`/root/${text}`);
        },
      ),
    );
  });

  it.each(['a/b', '.a', 'a.', '..a', 'x'.repeat(128)])('allows "%s"', (key) =>
    expect(isBlobKey(key)).toBe(true),
  );
  it.each(['', '/', 'a/', '/a', 'a//b', '..', '...', 'a/..', 'a\n', 'x'.repeat(129)])('refuses "%s"', (key) =>
    expect(isBlobKey(key)).toBe(false),
  );
});
