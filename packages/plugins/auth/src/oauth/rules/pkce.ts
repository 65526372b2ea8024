import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a verifier is the one behind a challenge (RFC 7636, S256). */
export function verifies(verifier: string, challenge: string): boolean {
  const computed = Buffer.from(createHash('sha256').update(verifier).digest('base64url'));
  const shown = Buffer.from(challenge);
  return computed.length === shown.length && timingSafeEqual(computed, shown);
}
