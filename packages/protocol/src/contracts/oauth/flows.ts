import { z } from 'zod';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { exampleSignedIn } from '../auth/examples.js';
import { Device, DeviceToken } from '../auth/shapes.js';
import { codeInvalid, linkRequired, providerErrors, redirectInvalid, stateInvalid } from './errors.js';
import {
  ClientState,
  Code,
  CodeChallenge,
  CodeVerifier,
  Nonce,
  ProviderName,
  ProviderToken,
  SignedInWith,
} from './shapes.js';

const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** Signing in by a browser, or by a token of a platform. */
export const flowMethods = {
  providers: {
    summary: 'List the providers one can sign in with.',
    who: 'anyone',
    http: 'GET /auth/oauth',
    input: z.object({}),
    output: z.object({
      providers: z.array(
        z.object({
          name: z.string(),
          title: z.string().meta({ description: 'as people know it' }),
          ways: z.array(z.enum(['redirect', 'token'])).meta({
            description:
              '`redirect`: by a browser. `token`: by a token or ticket of a platform’s own library',
          }),
        }),
      ),
    }),
    example: {
      input: {},
      output: { providers: [{ name: 'google', title: 'Google', ways: ['redirect', 'token'] }] },
    },
  },
  wait: {
    summary: 'Wait until a sign-in of the flow `poll` has been confirmed in a browser.',
    notes:
      'Answers at once when there is news, else after at most 25 seconds with `pending`: ask again then. The session is given once. What may go wrong in `oauth.exchange` may go wrong here.',
    who: 'anyone',
    http: 'POST /auth/oauth/wait',
    input: z.object({
      poll_token: z.string().max(128),
      code_verifier: CodeVerifier,
      device_token: DeviceToken.optional(),
    }),
    output: z.object({
      status: z.enum(['pending', 'signed_in', 'denied']),
      session: SignedInWith.nullable(),
    }),
    errors: { ...providerErrors, code_invalid: codeInvalid, link_required: linkRequired },
    limit: { per: 'address', times: 600, seconds: 600 },
    sensitive: true,
    example: {
      input: { poll_token: 'aop_Zk3v…', code_verifier: verifier },
      output: { status: 'pending', session: null },
    },
  },
  start: {
    summary: 'Begin a sign-in in a browser, and get the address to open.',
    notes:
      '`redirect` and `popup` lead back to `return_to`, which must be registered in `auth.oauthReturnUrls`; `loopback` to a port of the player’s own machine or to a registered scheme of the game; `poll` to nowhere: the game waits by `oauth.wait`. The address is good for 10 minutes and in one browser. With the intent `link` the identity is for the account that is signed in, and the code for `oauth.link`.',
    who: 'anyone',
    http: 'POST /auth/oauth/:provider/start',
    input: z.object({
      provider: ProviderName,
      flow: z.enum(['redirect', 'popup', 'loopback', 'poll']),
      return_to: z.string().max(2000).optional(),
      code_challenge: CodeChallenge,
      client_state: ClientState.optional(),
      intent: z.enum(['sign_in', 'link']).optional(),
      device: Device.optional(),
    }),
    output: z.object({
      url: z.string().meta({ description: 'what the browser opens' }),
      poll_token: z.string().nullable().meta({ description: 'for `oauth.wait`; null but for `poll`' }),
      expires_in: z.number().int().meta({ description: 'seconds' }),
      interval: z.number().int().meta({ description: 'seconds to wait between two `oauth.wait` that fail' }),
    }),
    errors: { ...providerErrors, redirect_invalid: redirectInvalid },
    limit: { per: 'address', times: 300, seconds: 600 },
    sensitive: true,
    example: {
      input: {
        provider: 'google',
        flow: 'redirect',
        return_to: 'https://game.example/signed-in',
        code_challenge: challenge,
      },
      output: {
        url: 'https://api.game.example/api/v1/auth/oauth/google/start?flow=aof_9sQx…',
        poll_token: null,
        expires_in: 600,
        interval: 1,
      },
    },
  },
  exchange: {
    summary: 'Sign in with the code a browser came back with, or with a token of a platform.',
    notes:
      'A code is good for a minute, once, and for whoever has the `code_verifier`; a second use ends the session of the first. An identity that is linked to no account makes one, unless there is an account with its address: it is linked to that when both addresses are verified and the provider’s word is trusted, and else refused with `oauth.link_required`. Fails as well as `auth.login` does for who is suspended or has a second factor.',
    who: 'anyone',
    http: { route: 'POST /auth/oauth/:provider', createdWhen: 'created' },
    input: z.object({
      provider: ProviderName,
      code: Code.optional(),
      code_verifier: CodeVerifier.optional(),
      token: ProviderToken.optional(),
      nonce: Nonce.optional(),
      device: Device.optional(),
      device_token: DeviceToken.optional(),
    }),
    output: SignedInWith,
    errors: {
      ...providerErrors,
      state_invalid: stateInvalid,
      code_invalid: codeInvalid,
      link_required: linkRequired,
    },
    limit: { per: 'address', times: 300, seconds: 600 },
    sensitive: true,
    example: {
      input: { provider: 'google', code: 'aoc_Zk3v…', code_verifier: verifier },
      output: { ...exampleSignedIn, created: false },
    },
  },
} as const satisfies MethodSpecs;
