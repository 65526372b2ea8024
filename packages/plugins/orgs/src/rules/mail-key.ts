import { domainToASCII } from 'node:url';

const form = /^[^\s@"(),:;<>[\]\\]{1,64}@[^\s@]{1,189}$/u;

/** The form in which addresses are compared: NFKC, lower case, the domain in ASCII. `null`: it is none. */
export function mailKey(email: string): string | null {
  const address = email.normalize('NFKC').trim().toLowerCase();
  if (!form.test(address) || /\p{C}/u.test(address)) return null;
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return domain.includes('.') ? `${address.slice(0, at)}@${domain}` : null;
}
