import type { MailFacts } from '@aethex/core';
import type { Session } from '../../entities/session.entity.js';

/** What a mail says of a session: its device and network, where they are known, and the minute it was opened. */
export function sessionFacts({
  device,
  network,
  createdAt,
}: Pick<Session, 'device' | 'network' | 'createdAt'>): MailFacts {
  const name = [device?.name, device?.platform].filter((part) => part !== undefined).join(', ');
  const time = `${createdAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return { device: name === '' ? null : name, network, time };
}
