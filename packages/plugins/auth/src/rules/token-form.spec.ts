import { describe, expect, it } from '@jest/globals';
import { encodedHeader, tokenParts } from './token-form.js';

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const signature = Buffer.alloc(64, 7).toString('base64url');
const tokenOf = (payload: string): string => `${encodedHeader('k1')}.${encode(payload)}.${signature}`;

describe('a token', () => {
  it('is taken apart when it is spelt as we spell it', () => {
    expect(tokenParts(tokenOf('{"sub":"x","exp":1}'))).toEqual({
      header: encodedHeader('k1'),
      payload: encode('{"sub":"x","exp":1}'),
      signature,
    });
  });

  it.each([
    ['a claim named twice', '{"sub":"x","sub":"y"}'],
    ['a number without an end', '{"exp":1e400}'],
    ['a number written otherwise', '{"exp":1.0}'],
    ['white space', '{"exp": 1}'],
    ['no JSON', 'exp'],
    ['bytes that are no text', '\ufffd'],
  ])('is none of ours with %s', (_, payload) => {
    expect(tokenParts(tokenOf(payload))).toBeNull();
  });

  it('is none of ours with stray bits behind its signature', () => {
    const token = tokenOf('{"exp":1}');
    const strayed = token.slice(0, -1) + (token.endsWith('w') ? 'x' : 'w');
    expect(Buffer.from(strayed.split('.')[2] ?? '', 'base64url')).toHaveLength(64);
    expect([tokenParts(token), tokenParts(strayed)].filter((parts) => parts === null)).toHaveLength(1);
  });

  it('is none of ours with other parts, padding or too many bytes', () => {
    const token = tokenOf('{"exp":1}');
    for (const other of [
      '',
      '..',
      `${token}.`,
      `${token}=`,
      `${token}a`,
      ` ${token}`,
      token.replace('.', ' .'),
    ])
      expect(tokenParts(other)).toBeNull();
    expect(tokenParts(tokenOf(JSON.stringify({ x: 'x'.repeat(2000) })))).toBeNull();
  });
});
