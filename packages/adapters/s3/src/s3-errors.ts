import { BootError, type Logger } from '@aethex/core';
import { houseError, isAethexError, type AethexError } from '@aethex/protocol';
import { placeOf, type S3Settings } from './options.js';

/** What is known of a failed request. Errors of the SDK and of sockets are told apart by their names. */
interface VendorError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** A failure of the body that was to be stored: the caller's own, and passed on as it is. */
export class BodyFailure extends Error {
  constructor(override readonly cause: unknown) {
    super('The body broke off.');
  }
}

/** What is wrong and what to do about it, for those who run the server. */
export interface Trouble {
  readonly what: string;
  readonly fix: string;
}

const full = ['QuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage', 'TooManyBuckets'];
const absent = ['NoSuchKey', 'NotFound'];
const refusedKeys = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidToken',
  'ExpiredToken',
  'TokenRefreshRequired',
];
const noCredentials = ['CredentialsProviderError', 'TokenProviderError'];
const otherRegion = [
  'AuthorizationHeaderMalformed',
  'PermanentRedirect',
  'IllegalLocationConstraintException',
];
const unreachable = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
];

const asVendor = (error: unknown): VendorError => error ?? {};
const statusOf = (error: unknown): number | undefined => asVendor(error).$metadata?.httpStatusCode;
const isNamed = (error: unknown, names: readonly string[]): boolean =>
  names.includes(asVendor(error).name ?? '');

/** Whether a request failed because there is no such blob. */
export const isAbsent = (error: unknown): boolean => isNamed(error, absent);

/** Whether a range begins behind the last byte. */
export const isBehindEnd = (error: unknown): boolean =>
  isNamed(error, ['InvalidRange']) || statusOf(error) === 416;

/** A failure in our words. One that the server's keeper can mend is also written to the log, with how. */
export function storeError(error: unknown, settings: S3Settings, log: Logger): unknown {
  if (error instanceof BodyFailure) return error.cause;
  if (isAethexError(error)) return error;
  if (isNamed(error, full) || statusOf(error) === 507)
    return houseError('server.storage_full', undefined, { cause: error });
  const { what, fix } = troubleOf(error, settings);
  if (isMendable(error)) log.error({ err: error, fix }, what);
  return unavailable(error);
}

/** Says that the store cannot be used at the moment. */
export const unavailable = (cause: unknown): AethexError =>
  houseError('server.unavailable', { part: 'BlobStore' }, { cause, retryAfter: 1 });

/** Why the server does not start. */
export function bootError(error: unknown, settings: S3Settings): BootError {
  const { what, fix } = troubleOf(error, settings);
  return new BootError(what, fix, { cause: error });
}

const isMendable = (error: unknown): boolean =>
  statusOf(error) === 403 ||
  isNamed(error, [...refusedKeys, ...noCredentials, ...otherRegion, 'NoSuchBucket', 'AccessDenied']);

/** What is wrong with the place, and how it is mended. */
export function troubleOf(error: unknown, settings: S3Settings): Trouble {
  const place = placeOf(settings);
  const why = said(error);
  if (isNamed(error, noCredentials))
    return {
      what: `No credentials were found for the ${place}: ${why}`,
      fix: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, give s3({ credentials }), or give the machine a role.',
    };
  if (isNamed(error, ['NoSuchBucket']))
    return { what: `There is no ${place}.`, fix: 'Create it, or name another one with s3({ bucket }).' };
  if (isNamed(error, refusedKeys))
    return {
      what: `The credentials for the ${place} are refused: ${why}`,
      fix: 'Check the access key and its secret; temporary ones need their session token and run out.',
    };
  if (isNamed(error, ['RequestTimeTooSkewed']))
    return {
      what: `The clock of this machine is too far from that of the ${place}.`,
      fix: 'Set it, for example by turning NTP on: S3 refuses more than 15 minutes.',
    };
  if (isNamed(error, otherRegion) || statusOf(error) === 301)
    return { what: `The ${place} is in another region: ${why}`, fix: 'Set s3({ region }) to where it is.' };
  if (why.startsWith('Region is missing'))
    return { what: `The region of the ${place} is not known.`, fix: 'Set AWS_REGION, or s3({ region }).' };
  if (statusOf(error) === 403)
    return {
      what: `The credentials may not do what is needed in the ${place}: ${why}`,
      fix: 'Allow them s3:ListBucket on it, and s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload on its objects.',
    };
  return unreachableOrStrange(error, place, why);
}

function unreachableOrStrange(error: unknown, place: string, why: string): Trouble {
  if (isTimeout(error) || unreachable.some((code) => why.includes(code)))
    return {
      what: `The ${place} cannot be reached: ${why}`,
      fix: 'Check the endpoint and the region of s3(), and whether this machine may reach it.',
    };
  return {
    what: `The ${place} does not answer as S3 does: ${why}`,
    fix: 'Check that the endpoint of s3() is that of an S3 server, and not of its console or of a proxy.',
  };
}

const isTimeout = (error: unknown): boolean => isNamed(error, ['TimeoutError', 'AbortError']);

/** The words of an error, as one sentence. An error of several addresses has none of its own. */
function said(error: unknown): string {
  const { message, code, name } = asVendor(error);
  const text = message || code || name || String(error);
  const more = code && !text.includes(code) ? ` (${code})` : '';
  return `${text.split('\n')[0]?.trim().replace(/\.$/, '')}${more}.`;
}
