import { randomKey, toBase64, utf8 } from '../../rules/bytes.js';

/** A secret, and what may be shown of it beforehand (RFC 7636, S256). */
export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
}

/** `null` on pages without TLS, where browsers offer no cryptography. */
export async function newPkce(): Promise<Pkce | null> {
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto };
  if (!subtle) return null;
  const verifier = randomKey();
  const digest = new Uint8Array(await subtle.digest('SHA-256', utf8(verifier)));
  return { verifier, challenge: urlSafe(toBase64(digest)) };
}

const urlSafe = (base64: string): string => base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
