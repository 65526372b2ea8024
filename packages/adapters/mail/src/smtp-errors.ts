import { AethexError, houseError } from '@aethex/protocol';

/** What nodemailer tells of a failure: at which step, and what the server said. */
interface VendorError {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

/** What is wrong and what to do about it, for those who run the server. */
export interface Trouble {
  readonly what: string;
  readonly fix: string;
}

/** RFC 3463: a policy of the server, not a fault of the address. */
const policy = /^5\d\d[ -]5\.7\.\d/;

/**
 * A failure in our words. `mail.refused` is for ever: the server will not take this mail to this address. All others
 * may end, be it because somebody mends the settings.
 */
export function mailError(error: unknown): AethexError {
  const vendor = (error ?? {}) as VendorError;
  if (isRefused(vendor)) return refused(vendor);
  return houseError(
    'server.unavailable',
    { part: 'Mailer' },
    { cause: withoutAddresses(vendor), retryAfter: 10 },
  );
}

/** What the keeper of the server can do about a failure. */
export function troubleOf(error: unknown, place: string): Trouble {
  const vendor = (error ?? {}) as VendorError;
  const said = maskAddresses(vendor.response ?? vendor.message ?? '');
  if (vendor.code === 'EAUTH')
    return { what: `${place} refuses the user or the password.`, fix: 'Correct them in the URL of smtp().' };
  if (vendor.code === 'ETLS')
    return {
      what: `${place} offers no TLS that can be trusted: ${said}`,
      fix: 'Use smtps://, name its authority as "ca", or set requireTls: false in a network you trust.',
    };
  if (isPermanent(vendor))
    return { what: `${place} refuses mails from here: ${said}`, fix: 'Let it accept the "from" of smtp().' };
  return {
    what: `${place} cannot be reached: ${said}`,
    fix: 'Correct the URL of smtp(), or start the server.',
  };
}

/** Addresses of people without what stands before the `@`. */
export const maskAddresses = (text: string): string => text.replace(/[^\s<>@:;,"]+@/g, '…@');

function isRefused(vendor: VendorError): boolean {
  const { code, command = '', response = '' } = vendor;
  if (command === 'API') return code === 'EENVELOPE' || code === 'EMESSAGE';
  if (code === 'EMESSAGE' && command === 'MAIL FROM') return true;
  if (!isPermanent(vendor) || policy.test(response)) return false;
  return command === 'RCPT TO' || command === 'DATA';
}

const isPermanent = ({ responseCode = 0 }: VendorError): boolean => responseCode >= 500 && responseCode < 600;

const refused = (vendor: VendorError): AethexError =>
  new AethexError(
    'invalid',
    'mail.refused',
    'The mail server does not take mail for that address. Give another one.',
    undefined,
    { cause: withoutAddresses(vendor) },
  );

/** The vendor's error as it may be logged. */
function withoutAddresses({ code, command, responseCode, message = '' }: VendorError): Error {
  return Object.assign(new Error(maskAddresses(message)), { code, command, responseCode });
}
