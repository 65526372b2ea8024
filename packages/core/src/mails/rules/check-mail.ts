import { AethexError } from '@aethex/protocol';
import type { Mail } from '../../ports/mailer.js';

/** One address and nothing else: no name, no list, no comment, no quoting in which one could hide. */
const address = /^[^\s\p{Cc}@,;:<>()[\]\\"]+@[^\s\p{Cc}@,;:<>()[\]\\"]+$/u;
/** RFC 5321: a path of 256 with its brackets. */
const longest = 254;
const lineBreak = /[\r\n\v\f\0\u0085\u2028\u2029]/;

/** Fails with `mail.header_invalid` when a header could say more than it should. */
export function checkMail({ to, subject }: Pick<Mail, 'to' | 'subject'>): void {
  if (to.length > longest || !address.test(to))
    throw invalid('A mail goes to one plain address, such as "ann@example.org".');
  if (lineBreak.test(subject)) throw invalid('The subject of a mail has one line.');
}

const invalid = (message: string): AethexError => new AethexError('invalid', 'mail.header_invalid', message);
