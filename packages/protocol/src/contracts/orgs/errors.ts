import { z } from 'zod';
import type { ErrorSpec } from '../../contract/method-spec.js';

type Errors = Record<string, ErrorSpec>;

export const notFound = {
  kind: 'not_found',
  message: 'There is no such organization, or you are no member of it.',
} as const satisfies ErrorSpec;

export const mfaRequired = {
  kind: 'forbidden',
  message:
    'This organization asks its members for a second factor. Set one up with auth.mfaSetup and sign in with it.',
} as const satisfies ErrorSpec;

export const escalation = {
  kind: 'forbidden',
  message: 'Nobody can give more than they have, nor change somebody who has more. Ask an owner.',
} as const satisfies ErrorSpec;

export const lastOwner = {
  kind: 'conflict',
  message: 'This is the last owner. Transfer the organization to another member first.',
} as const satisfies ErrorSpec;

export const roleNotFound = {
  kind: 'not_found',
  message: 'There is no such role.',
} as const satisfies ErrorSpec;

export const memberNotFound = {
  kind: 'not_found',
  message: 'There is no such member.',
} as const satisfies ErrorSpec;

export const accountNeeded = {
  kind: 'forbidden',
  message: 'Guests cannot do this. Add an email or a username with auth.upgrade first.',
} as const satisfies ErrorSpec;

export const invitationInvalid = {
  kind: 'not_found',
  message: 'The invitation is unknown, over or used. Ask for a new one.',
} as const satisfies ErrorSpec;

export const tooMany = {
  kind: 'conflict',
  message: 'The organization has as many as it may have. Remove one first.',
  data: z.object({ most: z.number() }),
} as const satisfies ErrorSpec;

/** What every method answers that names an organization. */
export const memberErrors = { not_found: notFound, mfa_required: mfaRequired } as const satisfies Errors;

export const acceptErrors = {
  invitation_invalid: invitationInvalid,
  email_other: {
    kind: 'forbidden',
    message: 'The invitation is for another address than the one of this account. Sign in with that one.',
  },
  email_unverified: {
    kind: 'forbidden',
    message: 'Prove first that the address is yours: auth.requestVerification sends a mail.',
  },
  member_already: { kind: 'conflict', message: 'You are a member of this organization already.' },
  account_needed: accountNeeded,
  too_many: tooMany,
} as const satisfies Errors;
