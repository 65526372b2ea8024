import { z } from 'zod';
import { Nothing } from '../../contract/schemas.js';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { codeInvalid, identityInvalid, rateLimited, taken, upgradeFirst } from './errors.js';
import { Email, MailCode } from './shapes.js';

/** Methods by which a player comes to another address. */
export const addressMethods = {
  changeEmail: {
    summary: 'Ask for another email address. It counts from `auth.confirmEmail` on.',
    notes:
      'Needs a sign-in or `auth.reauthenticate` of the last 5 minutes. The answer is the same whether the address is free or taken: the mail to it says which.',
    who: 'player',
    http: { route: 'PUT /auth/email', status: 202 },
    input: z.object({ new_email: Email }),
    output: Nothing,
    errors: { identity_invalid: identityInvalid, upgrade_first: upgradeFirst, rate_limited: rateLimited },
    example: { input: { new_email: 'ann@example.org' }, output: null },
  },
  confirmEmail: {
    summary: 'Confirm a new email address by the code that was mailed to it.',
    notes:
      'Takes the long code of the link, or the 6 digits when the player is signed in. The old address, when it was verified, is told and may undo the change for 72 hours.',
    who: 'anyone',
    http: 'POST /auth/email/confirm',
    input: z.object({ code: MailCode }),
    output: Nothing,
    errors: { code_invalid: codeInvalid, taken, rate_limited: rateLimited },
    sensitive: true,
    example: { input: { code: 'amc_9sQx…' }, output: null },
  },
  undoEmail: {
    summary: 'Undo a change of the email address by the code that was mailed to the old one.',
    notes:
      'The old address is back, every session has ended, and the password is void: a mail to the old address lets its owner choose a new one.',
    who: 'anyone',
    http: 'POST /auth/email/undo',
    input: z.object({ code: MailCode }),
    output: Nothing,
    errors: { code_invalid: codeInvalid, taken, rate_limited: rateLimited },
    sensitive: true,
    example: { input: { code: 'amc_9sQx…' }, output: null },
  },
} as const satisfies MethodSpecs;
