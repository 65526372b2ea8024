import { domainToASCII } from 'node:url';

/** An email address as it is shown and mailed to, and as it is compared. */
export interface EmailForms {
  readonly shown: string;
  /** NFKC, lower case, the domain in ASCII. Nothing is folded that a mail server might tell apart, such as `+` or dots. */
  readonly key: string;
}

/** RFC 5321: a path of 256 with its brackets. */
const longest = 254;
const localPart = /^[^\s\p{C}@"(),:;<>[\]\\]{1,64}$/u;
const plainDomain = /^[^\s\p{C}@%/?#:[\]\\]{1,253}$/u;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads an email address as people type it, or `null` when no mail could arrive there. */
export function readEmail(typed: string): EmailForms | null {
  const shown = typed.normalize('NFKC').trim();
  const at = shown.lastIndexOf('@');
  const local = shown.slice(0, Math.max(at, 0));
  const domain = asciiDomain(shown.slice(at + 1));
  if (domain === null || !isLocalPart(local)) return null;
  const key = `${local.toLowerCase().normalize('NFKC')}@${domain}`;
  return key.length <= longest && shown.length <= longest ? { shown, key } : null;
}

const isLocalPart = (local: string): boolean =>
  localPart.test(local) && !local.startsWith('.') && !local.endsWith('.') && !local.includes('..');

function asciiDomain(domain: string): string | null {
  const ascii = plainDomain.test(domain) ? domainToASCII(domain) : '';
  const labels = ascii.split('.');
  const isHost =
    labels.length > 1 && labels.every((one) => label.test(one)) && !/^\d+$/.test(labels.at(-1) ?? '');
  return isHost ? ascii : null;
}
