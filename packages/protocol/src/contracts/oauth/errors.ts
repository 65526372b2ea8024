import { z } from 'zod';
import type { ErrorSpec } from '../../contract/method-spec.js';

export const unknownProvider = {
  kind: 'not_found',
  message: 'Nobody signs in with that provider here. `oauth.providers` lists those that are there.',
} as const satisfies ErrorSpec;
export const wayMissing = {
  kind: 'invalid',
  message: 'This provider does not work in that way. `oauth.providers` lists the ways of each.',
} as const satisfies ErrorSpec;
export const redirectInvalid = {
  kind: 'invalid',
  message:
    'The sign-in may not lead back to that address. Register it in `auth.oauthReturnUrls`, letter by letter.',
} as const satisfies ErrorSpec;
export const stateInvalid = {
  kind: 'invalid',
  message: 'This sign-in was begun elsewhere, was finished before or took too long. Begin it again.',
} as const satisfies ErrorSpec;
export const codeInvalid = {
  kind: 'invalid',
  message: 'That code is wrong, was used before or is too old. Begin the sign-in again.',
} as const satisfies ErrorSpec;
export const denied = {
  kind: 'forbidden',
  message: 'The provider was told not to go on. Try again, or another way.',
} as const satisfies ErrorSpec;
export const tokenInvalid = {
  kind: 'unauthenticated',
  message: 'That token is forged, too old, or meant for somebody else. Get a new one from the provider.',
} as const satisfies ErrorSpec;
export const providerError = {
  kind: 'unavailable',
  message: 'The provider answers what it should not. Try again, or another way.',
} as const satisfies ErrorSpec;
export const providerUnavailable = {
  kind: 'unavailable',
  message: 'The provider does not answer. Try again in a minute, or another way.',
} as const satisfies ErrorSpec;
export const linkRequired = {
  kind: 'conflict',
  message: 'There is an account with that address. Sign in to it, and then link this provider.',
} as const satisfies ErrorSpec;
export const alreadyLinked = {
  kind: 'conflict',
  message:
    'That identity belongs to another account. Sign in with it; a guest can then be merged by `oauth.merge`.',
} as const satisfies ErrorSpec;
export const lastMethod = {
  kind: 'conflict',
  message: 'This is the only way into the account. Link another one, or set a password, first.',
} as const satisfies ErrorSpec;
export const identityNotFound = {
  kind: 'not_found',
  message: 'No such identity is linked to this account.',
} as const satisfies ErrorSpec;
export const guestInvalid = {
  kind: 'unauthenticated',
  message: 'That is no access token of a guest of this game. Send the one the guest had before the sign-in.',
} as const satisfies ErrorSpec;
export const notGuest = {
  kind: 'conflict',
  message: 'Only a guest can be merged, and this is a full account.',
} as const satisfies ErrorSpec;
export const userCodeInvalid = {
  kind: 'not_found',
  message:
    'No device waits with that code. Compare it with the device; after ten minutes it shows a new one.',
} as const satisfies ErrorSpec;
export const authorizationPending = {
  kind: 'invalid',
  message: 'The player has not decided yet. Ask again after `interval` seconds (RFC 8628).',
} as const satisfies ErrorSpec;
export const slowDown = {
  kind: 'invalid',
  message: 'Asked too often. From now on wait 5 seconds longer each time (RFC 8628).',
  data: z.object({ interval: z.number().int().meta({ description: 'seconds to wait from now on' }) }),
} as const satisfies ErrorSpec;
export const accessDenied = {
  kind: 'invalid',
  message: 'The player has refused this device.',
} as const satisfies ErrorSpec;
export const expiredToken = {
  kind: 'invalid',
  message: 'The code of this device is too old or was used before. Ask for a new one.',
} as const satisfies ErrorSpec;
export const rateLimited = {
  kind: 'rate_limited',
  message: 'Too many tries. Wait and try again.',
  data: z.object({ retry_after: z.number().int().meta({ description: 'seconds to wait' }) }),
} as const satisfies ErrorSpec;

/** What goes wrong at a provider, whoever asks it. */
export const providerErrors = {
  unknown_provider: unknownProvider,
  way_missing: wayMissing,
  denied,
  token_invalid: tokenInvalid,
  provider_error: providerError,
  provider_unavailable: providerUnavailable,
} as const;
