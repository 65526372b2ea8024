import { z } from 'zod';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { Id, Nothing } from '../../contract/schemas.js';
import {
  alreadyLinked,
  codeInvalid,
  guestInvalid,
  identityNotFound,
  lastMethod,
  notGuest,
  providerErrors,
} from './errors.js';
import {
  Code,
  CodeVerifier,
  exampleIdentity,
  LinkedIdentity,
  Nonce,
  ProviderName,
  ProviderToken,
} from './shapes.js';

/** The ways into an account, and two accounts that are one. */
export const identityMethods = {
  identities: {
    summary: 'List the identities at providers that are linked to the account.',
    who: 'player',
    http: 'GET /auth/identities',
    input: z.object({}),
    output: z.object({ identities: z.array(LinkedIdentity) }),
    example: { input: {}, output: { identities: [exampleIdentity] } },
  },
  link: {
    summary: 'Link an identity at a provider to the account. A guest becomes a full account by it.',
    notes:
      'Takes the code of an `oauth.start` with the intent `link`, or a token of a platform. Needs a sign-in or `auth.reauthenticate` of the last 5 minutes; a guest needs none. The player id stays, and with it everything the player has.',
    who: 'player',
    http: 'POST /auth/identities',
    input: z.object({
      provider: ProviderName,
      code: Code.optional(),
      code_verifier: CodeVerifier.optional(),
      token: ProviderToken.optional(),
      nonce: Nonce.optional(),
    }),
    output: LinkedIdentity,
    errors: { ...providerErrors, code_invalid: codeInvalid, already_linked: alreadyLinked },
    sensitive: true,
    example: { input: { provider: 'steam', token: '14000000ab…' }, output: exampleIdentity },
  },
  unlink: {
    summary: 'Take an identity away from the account, and forget the tokens its provider gave.',
    notes: 'Needs a sign-in or `auth.reauthenticate` of the last 5 minutes. The last way in stays.',
    who: 'player',
    http: 'DELETE /auth/identities/:identity_id',
    input: z.object({ identity_id: Id }),
    output: Nothing,
    errors: { identity_not_found: identityNotFound, last_method: lastMethod },
    example: { input: { identity_id: exampleIdentity.identity_id }, output: null },
  },
  merge: {
    summary: 'Give everything a guest has to the account that is signed in. The guest is erased afterwards.',
    notes:
      'For a guest who turns out to have an account: sign in to it, and hand in the access token the guest had. The guest’s sessions end at once; the work goes on in the background and comes to its end whatever happens. Saves under a name that is taken are kept under a free one, such as `main-2`. Asked again it tells how far it is.',
    who: 'player',
    http: 'POST /auth/merge',
    input: z.object({ guest_token: z.string().max(4096) }),
    output: z.object({ status: z.enum(['merging', 'merged']) }),
    errors: { guest_invalid: guestInvalid, not_guest: notGuest },
    sensitive: true,
    example: { input: { guest_token: 'eyJhbGciOiJFZERTQSIs…' }, output: { status: 'merging' } },
  },
} as const satisfies MethodSpecs;
