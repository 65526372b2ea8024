import type { MailFacts } from '../mail-template.js';

/** Line breaks, other control characters, and what turns the direction of writing around. */
const unruly = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;
const longestSubject = 200;

/** A text on one line that cannot reorder what stands beside it. */
export const onOneLine = (text: string): string => text.replace(unruly, ' ').replace(/ {2,}/g, ' ').trim();

/** Facts as a mail may show them, whoever chose them. */
export function cleanFacts(facts: MailFacts): MailFacts {
  const cleaned = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'string' ? onOneLine(value) : value,
  ]);
  return Object.fromEntries(cleaned) as MailFacts;
}

/** A subject on one line of at most 200 characters. */
export const cleanSubject = (subject: string): string =>
  [...onOneLine(subject)].slice(0, longestSubject).join('');
