import { z } from 'zod';
import { Id, Timestamp } from '../../contract/schemas.js';
import type { ErrorSpec } from '../../contract/method-spec.js';

export const rateLimited = {
  kind: 'rate_limited',
  message: 'Too many tries. Wait and try again.',
  data: z.object({ retry_after: z.number().int().meta({ description: 'seconds to wait' }) }),
} as const satisfies ErrorSpec;
export const busy = {
  kind: 'unavailable',
  message: 'Too many sign-ins at this moment. Try again.',
} as const satisfies ErrorSpec;
export const taken = {
  kind: 'conflict',
  message: 'That email or username is taken.',
  data: z.object({ field: z.enum(['email', 'username']) }),
} as const satisfies ErrorSpec;
export const weak = {
  kind: 'invalid',
  message: 'That password is too short, too long or too easy to guess. Choose another one.',
  data: z.object({
    field: z.enum(['password', 'new_password']),
    reason: z.enum(['too_short', 'too_long', 'too_common', 'own_name']).meta({
      description: '`own_name`: it is the email or the username of the account itself',
    }),
  }),
} as const satisfies ErrorSpec;
export const invalidCredentials = {
  kind: 'unauthenticated',
  message: 'The email or username and the password do not match.',
} as const satisfies ErrorSpec;
export const suspended = {
  kind: 'forbidden',
  message: 'This account is suspended.',
  data: z.object({
    reason: z.string().nullable().meta({ description: 'what the player is told' }),
    until: Timestamp.nullable().meta({ description: 'when it ends by itself; null: not' }),
    ban_id: Id.nullable(),
  }),
} as const satisfies ErrorSpec;
export const identityInvalid = {
  kind: 'invalid',
  message: 'That email or username cannot be used.',
  data: z.object({
    field: z.enum(['email', 'username']),
    reason: z.enum(['malformed', 'length', 'characters']),
  }),
} as const satisfies ErrorSpec;
export const verifyFirst = {
  kind: 'forbidden',
  message: 'Accounts with an email are made by `auth.registerByMail` here.',
} as const satisfies ErrorSpec;
export const registrationClosed = {
  kind: 'forbidden',
  message: 'No new accounts are made here.',
} as const satisfies ErrorSpec;
export const codeInvalid = {
  kind: 'invalid',
  message: 'That code is wrong, was used before or is too old. Ask for a new mail.',
} as const satisfies ErrorSpec;
export const passwordNeeded = {
  kind: 'invalid',
  message: 'This code makes a new account. Send it again with a password.',
} as const satisfies ErrorSpec;
export const emailMissing = {
  kind: 'conflict',
  message: 'This account has no email. Give it one by `auth.changeEmail`.',
} as const satisfies ErrorSpec;
export const emailVerified = {
  kind: 'conflict',
  message: 'The email of this account is verified already.',
} as const satisfies ErrorSpec;
export const upgradeFirst = {
  kind: 'conflict',
  message: 'This is a guest. Give it a username and a password by `auth.upgrade` first.',
} as const satisfies ErrorSpec;
export const gameKeyRequired = {
  kind: 'unauthenticated',
  message: 'Say which game this is for: send its public key as `X-Game-Key`.',
} as const satisfies ErrorSpec;
export const captchaRequired = {
  kind: 'forbidden',
  message: 'Solve a captcha first: get one by `auth.captcha`, and send its solution as `captcha`.',
} as const satisfies ErrorSpec;
export const captchaInvalid = {
  kind: 'forbidden',
  message: 'The captcha is not solved, too old or was used before. Get another one by `auth.captcha`.',
} as const satisfies ErrorSpec;
export const captchaUnavailable = {
  kind: 'unavailable',
  message: 'Captchas cannot be checked at the moment. Try again in a minute.',
} as const satisfies ErrorSpec;
/** Of what strangers may have to solve a captcha for. */
export const captchaErrors = {
  captcha_required: captchaRequired,
  captcha_invalid: captchaInvalid,
  captcha_unavailable: captchaUnavailable,
} as const;
export const mfaRequired = {
  kind: 'unauthenticated',
  message: 'This account has a second factor. Send `mfa_token` and a code to `auth.mfaVerify`.',
  data: z.object({
    mfa_token: z.string(),
    expires_in: z.number().int().meta({ description: 'seconds the token is good for' }),
  }),
} as const satisfies ErrorSpec;
export const mfaInvalid = {
  kind: 'unauthenticated',
  message: 'The code is wrong, was used before or comes too late. Wait for the next one and try again.',
} as const satisfies ErrorSpec;
