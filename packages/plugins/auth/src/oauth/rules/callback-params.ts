import { oauth } from '@aethex/protocol';
import type { NewFlow } from '../flow-book.js';

const longest = 8192;

/** The parameters of a query or a form, each once: of several with one name none counts. */
export function paramsOf(given: unknown): Record<string, string> {
  const entries = Object.entries((given ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    entries.filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= longest,
    ),
  );
}

const loopback = /^(?:http:\/\/(?:127\.0\.0\.1|\[::1\])[:/]|(?!https?:)[a-z][a-z0-9+.-]*:)/i;

/** A sign-in by the parameters of an address alone. Fails with `oauth.state_invalid` without a PKCE challenge. */
export function queryFlow(query: Readonly<Record<string, string>>, provider: string): NewFlow {
  const {
    code_challenge: codeChallenge = '',
    return_to: returnTo = null,
    client_state: state = null,
  } = query;
  const isPlain = query['code_challenge_method'] !== undefined && query['code_challenge_method'] !== 'S256';
  if (isPlain || !/^[A-Za-z0-9_-]{43}$/.test(codeChallenge) || (state?.length ?? 0) > 512)
    throw oauth.error('exchange', 'state_invalid');
  const kind = returnTo !== null && loopback.test(returnTo) ? 'loopback' : 'redirect';
  return { provider, kind, playerId: null, codeChallenge, returnTo, clientState: state, device: null };
}
