import { z } from 'zod';
import type { ErrorSpec } from '../../contract/method-spec.js';

/** The organization is looked at first: what is not the caller’s to see looks the same as what does not exist. */
export const gameErrors = {
  not_found: { kind: 'not_found', message: 'There is no such game in an organization of yours.' },
  mfa_required: {
    kind: 'forbidden',
    message:
      'This organization asks its members for a second factor. Set one up with auth.mfaSetup and sign in with it.',
  },
} as const satisfies Record<string, ErrorSpec>;

export const keyErrors = {
  ...gameErrors,
  key_not_found: { kind: 'not_found', message: 'There is no such key, or it is over.' },
} as const satisfies Record<string, ErrorSpec>;

export const escalation = {
  kind: 'forbidden',
  message: 'Nobody can give a key more than they have themselves. Leave out the scopes that are named.',
  data: z.object({ scopes: z.array(z.string()) }),
} as const satisfies ErrorSpec;

export const tooMany = {
  kind: 'conflict',
  message: 'There are as many as there may be. Remove one first.',
  data: z.object({ most: z.number() }),
} as const satisfies ErrorSpec;
