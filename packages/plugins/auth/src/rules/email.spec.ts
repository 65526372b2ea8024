import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readEmail } from './email.js';

const keyOf = (typed: string): string | undefined => readEmail(typed)?.key;

describe('an email address', () => {
  it('is the same in every case, width and encoding of its domain', () => {
    expect(keyOf(' Ann@Example.COM ')).toBe('ann@example.com');
    expect(keyOf('ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ')).toBe('ann@example.com');
    expect(keyOf('ann@BÜCHER.example')).toBe(keyOf('ann@xn--bcher-kva.example'));
    expect(keyOf('jose\u0301@example.com')).toBe(keyOf('josé@example.com'));
  });

  it('is shown as it was typed', () => {
    expect(readEmail(' Ann@Bücher.example')?.shown).toBe('Ann@Bücher.example');
  });

  it('is not folded where a mail server might tell two people apart', () => {
    expect(keyOf('ann+tag@example.com')).not.toBe(keyOf('ann@example.com'));
    expect(keyOf('a.nn@example.com')).not.toBe(keyOf('ann@example.com'));
  });

  it.each([
    'ann',
    '@example.com',
    'ann@',
    'ann@localhost',
    'ann@10.0.0.1',
    'ann@[10.0.0.1]',
    'a@b@example.com',
    '.ann@example.com',
    'ann.@example.com',
    'a..nn@example.com',
    '"a b"@example.com',
    'a b@example.com',
    'ann@exa mple.com',
    'ann@exa%41mple.com',
    'ann@example.com/x',
    'ann@example.com:25',
    'ann@-example.com',
    'ann@exa_mple.com',
    'ann@example.com.',
    'ann\r\nBcc: bob@example.com',
    'ann\u0000@example.com',
    'ann\ud800@example.com',
    'ann\u200b@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ann@${'a'.repeat(64)}.com`,
    `ann@${'abcdefg.'.repeat(32)}com`,
  ])('is refused when no mail could arrive: %j', (typed) => {
    expect(readEmail(typed)).toBeNull();
  });

  it('reads its own key as that key', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (typed) => {
        const key = keyOf(typed);
        fc.pre(key !== undefined);
        return keyOf(key) === key;
      }),
    );
  });

  it('is read in no time, however it is made', () => {
    const hostile = [
      'a@'.repeat(5000),
      `${'a.'.repeat(5000)}@x`,
      `a@${'-'.repeat(10_000)}`,
      `a@${'a.'.repeat(5000)}`,
    ];
    const began = performance.now();
    for (const typed of hostile) expect(readEmail(typed)).toBeNull();
    expect(performance.now() - began).toBeLessThan(100);
  });
});
