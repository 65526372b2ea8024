/** The three parts of a token as they stand. */
export interface TokenParts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

const longest = 2048;
const form = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})$/;

/**
 * Takes a token apart that is spelt exactly as we spell tokens, or `null`. Another spelling of the same content, such
 * as stray bits behind the last character, a claim named twice or a number written otherwise, is no token of ours.
 */
export function tokenParts(token: string): TokenParts | null {
  const [, header = '', payload = '', signature = ''] = (token.length <= longest && form.exec(token)) || [];
  if (signature === '' || !isExact(signature) || !isExact(payload)) return null;
  return isCanonicalJson(Buffer.from(payload, 'base64url').toString())
    ? { header, payload, signature }
    : null;
}

/** The first part of every token that a key signs. It is compared whole, so no field of it is ever believed. */
export const headerOf = (keyId: string): { alg: 'EdDSA'; typ: 'at+jwt'; kid: string } => ({
  alg: 'EdDSA',
  typ: 'at+jwt',
  kid: keyId,
});

export const encodedHeader = (keyId: string): string =>
  Buffer.from(JSON.stringify(headerOf(keyId))).toString('base64url');

const isExact = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

function isCanonicalJson(text: string): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}
