import type { Beginning, Return } from '@aethex/core';
import { failed } from '../errors.js';
import { askBy, NoAnswer } from './transport.js';
import { clientOf, type Got, type MakeStrategy, type StateStore, type Strategy } from './types.js';

/** Milliseconds for everything that one call asks of a provider. */
const budget = 5000;

type Outcome =
  | { readonly how: 'redirect'; readonly url: string }
  | { readonly how: 'success'; readonly got: Got }
  | { readonly how: 'fail'; readonly info: unknown }
  | { readonly how: 'error'; readonly error: unknown };

/** What is kept between the two halves of a flow. */
interface Kept {
  readonly verifier: string;
  readonly [more: string]: string;
}

const take: (...given: Parameters<Parameters<MakeStrategy>[1]>) => void = (
  accessToken,
  refreshToken,
  params,
  profile,
  done,
) => done(null, { accessToken, refreshToken, params, profile });

/** Asks a strategy where to send the browser. `more` goes along with the request, and is kept. */
export async function begin(
  make: MakeStrategy,
  flow: { redirectUri: string; state: string },
  more: Readonly<Record<string, string>> = {},
): Promise<Beginning> {
  let kept: Kept | undefined;
  const store: StateStore = {
    store: (_request, verifier, _state, _meta, tell) => {
      kept = { ...more, verifier };
      tell(null, flow.state);
    },
    // The number of parameters is how the library tells the ways to call it apart.
    verify: (_request, _state, _meta, tell) => tell(null, false),
  };
  const strategy = make({ pkce: true, state: true, store, callbackURL: flow.redirectUri }, take);
  const own = strategy.authorizationParams.bind(strategy);
  strategy.authorizationParams = (options) => ({ ...own(options), ...more });
  const outcome = await run(strategy, {});
  if (outcome.how !== 'redirect' || !kept) throw failed('provider_error', outcome);
  return { url: outcome.url, kept: JSON.stringify(kept) };
}

/** Lets a strategy exchange what the browser came back with. */
export async function finish(
  make: MakeStrategy,
  { redirectUri, state, kept, params }: Return,
): Promise<{ got: Got; kept: Kept }> {
  const known = JSON.parse(kept) as Kept;
  const store: StateStore = {
    store: (_request, _verifier, _state, _meta, tell) => tell(new Error('Nothing begins here.'), ''),
    verify: (_request, told, _meta, tell) => tell(null, told === state ? known.verifier : false),
  };
  const strategy = make({ pkce: true, state: true, store, callbackURL: redirectUri }, take);
  askBy(clientOf(strategy), AbortSignal.timeout(budget));
  if (params['code'] === undefined && params['error'] === undefined) throw failed('provider_error');
  const outcome = await run(strategy, params);
  if (outcome.how === 'success') return { got: outcome.got, kept: known };
  throw refusalOf(outcome, params);
}

/** What passport does for Express, without either. */
function run(strategy: Strategy, query: Readonly<Record<string, string>>): Promise<Outcome> {
  return new Promise((resolve) => {
    const driven = Object.assign(Object.create(strategy) as Strategy, {
      redirect: (url: string) => resolve({ how: 'redirect', url }),
      success: (got: Got) => resolve({ how: 'success', got }),
      fail: (info: unknown) => resolve({ how: 'fail', info }),
      error: (error: unknown) => resolve({ how: 'error', error }),
      pass: () => resolve({ how: 'error', error: new Error('The strategy passed.') }),
    });
    driven.authenticate({ query, body: {}, headers: {} }, {});
  });
}

function refusalOf(outcome: Outcome, params: Readonly<Record<string, string>>) {
  if (params['error'] === 'access_denied') return failed('denied');
  const cause = outcome.how === 'error' ? outcome.error : outcome;
  return failed(isNoAnswer(cause) ? 'provider_unavailable' : 'provider_error', cause);
}

/** Strategies put what went wrong below into `oauthError`. */
const isNoAnswer = (error: unknown): boolean =>
  error instanceof NoAnswer ||
  (error as { oauthError?: unknown } | undefined)?.oauthError instanceof NoAnswer;
