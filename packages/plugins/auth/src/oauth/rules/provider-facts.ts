import type { ExternalIdentity } from '@aethex/core';

const longestName = 64;
/** OpenID Connect Core, 2: a subject has at most 255 ASCII characters. */
const plain = /^[\x20-\x7e]{1,255}$/;

/** The name a provider told, fit to be shown; `undefined` when it told none. */
export function nameFrom({ name }: Pick<ExternalIdentity, 'name'>): string | undefined {
  const clean = (name ?? '').normalize('NFC').replace(/\p{C}+/gu, ' ');
  const short = [...clean.replace(/\s+/g, ' ').trim()].slice(0, longestName).join('').trim();
  return short === '' ? undefined : short;
}

/** Whether issuer and subject can be stored and compared. */
export const isIdentity = ({ issuer, subject }: Pick<ExternalIdentity, 'issuer' | 'subject'>): boolean =>
  plain.test(issuer) && plain.test(subject);
