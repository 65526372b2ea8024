import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A password as a room keeps it: whoever sees it cannot read it. It guards a room for minutes, not an account. */
export interface SealedPassword {
  readonly salt: string;
  readonly hash: string;
}

export function sealPassword(password: string): SealedPassword {
  const salt = randomBytes(16).toString('base64url');
  return { salt, hash: hashOf(salt, password).toString('base64url') };
}

/** Compares in a time that does not tell how much of it was right. */
export function opensWith({ salt, hash }: SealedPassword, password: string): boolean {
  return timingSafeEqual(hashOf(salt, password), Buffer.from(hash, 'base64url'));
}

const hashOf = (salt: string, password: string): Buffer =>
  createHash('sha256').update(salt).update('\0').update(password).digest();
