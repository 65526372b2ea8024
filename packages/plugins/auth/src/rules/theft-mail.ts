import type { Mail } from '@aethex/core';
import type { Session } from '../entities/session.entity.js';

/** What a player is told whose session was ended because somebody may have stolen its token. */
export function theftMail({
  device,
  network,
  createdAt,
}: Pick<Session, 'device' | 'network' | 'createdAt'>): Pick<Mail, 'subject' | 'text'> {
  const name = [device?.name, device?.platform].filter((part) => part !== undefined).join(', ');
  return {
    subject: 'One of your sessions was ended',
    text: [
      'A sign-in token of your account was used a second time. That happens when somebody has copied it, so the session it belonged to was ended.',
      '',
      `Device: ${name === '' ? 'unknown' : name}`,
      `Network: ${network ?? 'unknown'}`,
      `Signed in: ${createdAt.toISOString()}`,
      '',
      'Sign in again to go on playing. If you do not know that device, change your password; that ends all other sessions.',
      '',
    ].join('\n'),
  };
}
