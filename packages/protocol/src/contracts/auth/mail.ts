import { z } from 'zod';
import { Nothing } from '../../contract/schemas.js';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { addressMethods } from './mail-address.js';
import {
  busy,
  captchaErrors,
  codeInvalid,
  emailMissing,
  emailVerified,
  identityInvalid,
  passwordNeeded,
  rateLimited,
  registrationClosed,
  taken,
  weak,
} from './errors.js';
import { Captcha, DisplayName, Email, Language, MailCode, Password, Username } from './shapes.js';

/** Methods around the mail address: proving it, changing it, and coming back by it. */
export const mailMethods = {
  registerByMail: {
    summary: 'Create an account by way of a mail to its address.',
    notes:
      'The answer is the same whether the address is free or taken: the mail says which. It holds a code for `auth.verifyEmail`, and the password is chosen there, so that nobody but the owner of the mailbox ever sets it.',
    who: 'anyone',
    http: { route: 'POST /auth/register/by-mail', status: 202 },
    input: z.object({
      email: Email,
      username: Username.optional(),
      display_name: DisplayName.optional(),
      language: Language.optional(),
      captcha: Captcha.optional(),
    }),
    output: Nothing,
    errors: {
      taken,
      identity_invalid: identityInvalid,
      registration_closed: registrationClosed,
      ...captchaErrors,
      rate_limited: rateLimited,
    },
    sensitive: true,
    example: { input: { email: 'ann@example.com', username: 'ann' }, output: null },
  },
  requestVerification: {
    summary: 'Send a mail by which the player proves that the address is theirs.',
    who: 'player',
    http: { route: 'POST /auth/email/verification', status: 202 },
    input: z.object({ language: Language.optional() }),
    output: Nothing,
    errors: { email_missing: emailMissing, email_verified: emailVerified, rate_limited: rateLimited },
    example: { input: {}, output: null },
  },
  verifyEmail: {
    summary: 'Prove by a code from a mail that an address is one’s own.',
    notes:
      'Takes the long code of the link, or the 6 digits together with the `email`; a signed-in player may leave the `email` out. The code of `auth.registerByMail` makes the account and needs a `password`.',
    who: 'anyone',
    http: 'POST /auth/email/verify',
    input: z.object({ code: MailCode, email: Email.optional(), password: Password.optional() }),
    output: z.object({
      email: z.string(),
      created: z.boolean().meta({ description: 'whether an account was made' }),
    }),
    errors: {
      code_invalid: codeInvalid,
      password_needed: passwordNeeded,
      password_weak: weak,
      taken,
      registration_closed: registrationClosed,
      rate_limited: rateLimited,
      busy,
    },
    sensitive: true,
    example: {
      input: { code: 'amc_9sQx…' },
      output: { email: 'ann@example.com', created: false },
    },
  },
  forgotPassword: {
    summary: 'Send a mail by which a forgotten password is replaced.',
    notes:
      'The answer is the same, and takes as long, whether or not there is an account with that address. The code in the mail is good for an hour.',
    who: 'anyone',
    http: { route: 'POST /auth/password/forgot', status: 202 },
    input: z.object({ email: Email, language: Language.optional(), captcha: Captcha.optional() }),
    output: Nothing,
    errors: { identity_invalid: identityInvalid, ...captchaErrors, rate_limited: rateLimited },
    sensitive: true,
    example: { input: { email: 'ann@example.com' }, output: null },
  },
  resetPassword: {
    summary: 'Choose a new password by a code from a mail. Every session of the player ends.',
    notes:
      'Takes the long code of the link, or the 6 digits together with the `email`. It signs nobody in: sign in with the new password, and the second factor where there is one.',
    who: 'anyone',
    http: 'POST /auth/password/reset',
    input: z.object({ code: MailCode, email: Email.optional(), new_password: Password }),
    output: Nothing,
    errors: { code_invalid: codeInvalid, password_weak: weak, rate_limited: rateLimited, busy },
    sensitive: true,
    example: {
      input: { code: 'amc_9sQx…', new_password: 'staple gun sunday' },
      output: null,
    },
  },
  ...addressMethods,
} as const satisfies MethodSpecs;
