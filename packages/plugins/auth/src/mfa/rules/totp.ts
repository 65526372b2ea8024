import { generateSecret, generateURI, verifySync } from 'otplib';

/** Seconds of one step (RFC 6238, section 4.1). */
export const stepSeconds = 30;

/** 160 random bits as base32 (RFC 4226, section 4, R6). */
export const newSecret = (): string => generateSecret({ length: 20 });

/** What an authenticator app reads from a QR code. */
export const appUri = (issuer: string, label: string, secret: string): string =>
  generateURI({ issuer, label, secret });

/**
 * The step that 6 digits belong to: the one of the moment, or one before or after it for clocks that differ
 * (RFC 6238, section 5.2). `null` when they fit none.
 */
export function stepOf(secret: string, digits: string, now: Date): number | null {
  if (!/^\d{6}$/.test(digits)) return null;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({ secret, token: digits, epoch, epochTolerance: stepSeconds });
  if (!result.valid) return null;
  return Math.floor(epoch / stepSeconds) + result.delta;
}
