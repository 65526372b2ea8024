import { isAethexError, type AethexError } from '@aethex/protocol';
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { failed } from '../errors.js';

/** What is wrong with the ID token itself. */
const forged = new Set([
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_INVALID_RESPONSE',
]);

/** An error of the OpenID library as one of ours. */
export function errorOf(error: unknown): AethexError {
  if (isAethexError(error)) return error;
  if (error instanceof AuthorizationResponseError)
    return failed(error.error === 'access_denied' ? 'denied' : 'provider_error', error);
  if (error instanceof ResponseBodyError)
    return failed(error.status >= 500 ? 'provider_unavailable' : 'provider_error', error);
  if (error instanceof ClientError) return failed(codeOf(error), error);
  // Whatever else is thrown is the network's.
  return failed('provider_unavailable', error);
}

function codeOf(error: ClientError): 'token_invalid' | 'provider_error' | 'provider_unavailable' {
  if (error.code === 'OAUTH_TIMEOUT' || error.code === 'OAUTH_ABORT') return 'provider_unavailable';
  if (hasNoAccess(error)) return 'provider_error';
  if (error.code !== undefined && forged.has(error.code)) return 'token_invalid';
  const { cause } = error;
  const status = (cause as { status?: number } | undefined)?.status;
  if (status !== undefined && status >= 500) return 'provider_unavailable';
  // What `fetch` throws when there is no network.
  const isNetwork = (cause as { name?: string } | undefined)?.name === 'TypeError';
  return error.code === undefined && isNetwork ? 'provider_unavailable' : 'provider_error';
}

/** Whether the answer of the token endpoint lacks what it is for, whatever its status: an error with a 200 does. */
function hasNoAccess({ cause }: ClientError): boolean {
  const { body } =
    (cause as { cause?: { body?: Readonly<Record<string, unknown>> } } | undefined)?.cause ?? {};
  return body !== undefined && typeof body['access_token'] !== 'string';
}
