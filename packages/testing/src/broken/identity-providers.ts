import { createHash, randomUUID } from 'node:crypto';
import {
  adapter,
  IdentityProvider,
  type Beginning,
  type ExternalIdentity,
  type ProviderFacts,
  type Return,
} from '@aethex/core';
import { AethexError } from '@aethex/protocol';
import type { IdentityProviderTrial, ProviderMisdeed } from '../contracts/identity-provider.js';

/** An identity provider that breaks one promise on purpose. */
export interface BrokenIdentityProvider {
  readonly breaks: string;
  readonly trial: () => IdentityProviderTrial;
}

/** What may be left out or done wrongly. */
type Flaw =
  | 'title'
  | 'plain_pkce'
  | 'new_subjects'
  | 'state'
  | 'denial'
  | 'id_token'
  | 'error_with_200'
  | 'unanswered'
  | 'unverified'
  | 'speechless'
  | 'nonce'
  | 'native_expiry'
  | 'native_failure';

interface Issued {
  readonly challenge: string;
  readonly redirectUri: string;
}

const issuer = 'https://id.example';
const refusals: Partial<Record<ProviderMisdeed, string>> = {
  stall: 'provider_unavailable',
  status_500: 'provider_unavailable',
  error_with_200: 'provider_error',
  garbage: 'provider_error',
  wrong_audience: 'token_invalid',
  expired: 'token_invalid',
  wrong_nonce: 'token_invalid',
};
const misdeeds = Object.keys(refusals) as ProviderMisdeed[];
const hashed = (text: string): string => createHash('sha256').update(text).digest('base64url');
const refused = (code: string): AethexError => new AethexError('invalid', `oauth.${code}`, 'It cannot be.');

/** A provider and its adapter in one, with no network between. */
class Pretend extends IdentityProvider {
  readonly codes = new Map<string, Issued>();
  misdeed: ProviderMisdeed | null = null;
  verified = true;

  constructor(private readonly flaw: Flaw) {
    super();
  }

  about(): ProviderFacts {
    return { title: this.flaw === 'title' ? '' : 'Pretend', ways: ['redirect', 'token'], trustsEmail: true };
  }

  begin({ redirectUri, state }: { redirectUri: string; state: string }): Promise<Beginning> {
    const verifier = randomUUID() + randomUUID();
    const query = new URLSearchParams({
      redirect_uri: redirectUri,
      state,
      scope: 'openid',
      nonce: randomUUID(),
      code_challenge: hashed(verifier),
      code_challenge_method: this.flaw === 'plain_pkce' ? 'plain' : 'S256',
    });
    return Promise.resolve({ url: `${issuer}/authorize?${query.toString()}`, kept: verifier });
  }

  async finish({ redirectUri, state, kept, params }: Return): Promise<ExternalIdentity> {
    if (params['error']) throw refused(this.flaw === 'denial' ? 'provider_error' : 'denied');
    const issued = this.codes.get(params['code'] ?? '');
    const isOurs = issued?.redirectUri === redirectUri && issued.challenge === hashed(kept);
    if (!isOurs || (this.flaw !== 'state' && params['state'] !== state)) throw refused('provider_error');
    this.refuse();
    return this.person();
  }

  async verify(token: string, { nonce }: { nonce?: string }): Promise<ExternalIdentity | null> {
    if (this.flaw === 'native_failure' && this.misdeed === 'garbage') throw refused('denied');
    if (!token.startsWith('token|') || this.flaw === 'speechless') return null;
    const isForged = this.misdeed !== null && this.flaw !== 'native_expiry';
    const isOther = nonce !== undefined && token !== `token|${nonce}` && this.flaw !== 'nonce';
    return isForged || isOther ? null : this.person();
  }

  private refuse(): void {
    const code = this.misdeed && refusals[this.misdeed];
    if (!code) return;
    if (this.flaw === 'unanswered' && code === 'provider_unavailable') throw refused('provider_error');
    if (this.flaw === 'id_token' && code === 'token_invalid') return;
    if (this.flaw === this.misdeed) return;
    throw refused(code);
  }

  private person(): ExternalIdentity {
    return {
      issuer,
      subject: this.flaw === 'new_subjects' ? randomUUID() : 'ann',
      email: 'ann@mail.example',
      emailVerified: this.verified || this.flaw === 'unverified',
      name: null,
      avatarUrl: null,
      tokens: null,
    };
  }
}

const brokenProvider = (breaks: string, flaw: Flaw): BrokenIdentityProvider => ({
  breaks,
  trial: () => {
    const pretend = new Pretend(flaw);
    return {
      adapter: adapter<IdentityProvider>({
        port: IdentityProvider,
        name: 'pretend',
        reach: 'cluster',
        create: () => pretend,
      }),
      redirectUri: 'https://play.example/callback',
      visit: async (url, consents) => visited(pretend, new URL(url).searchParams, consents),
      token: async (nonce) => `token|${nonce}`,
      misbehave: (how) => {
        pretend.misdeed = how;
      },
      misdeeds,
      unverify: () => {
        pretend.verified = false;
      },
      close: async () => undefined,
    };
  },
});

function visited(pretend: Pretend, query: URLSearchParams, consents: boolean): Record<string, string> {
  const state = query.get('state') ?? '';
  if (!consents) return { error: 'access_denied', state };
  const code = randomUUID();
  pretend.codes.set(code, {
    challenge: query.get('code_challenge') ?? '',
    redirectUri: query.get('redirect_uri') ?? '',
  });
  return { code, state };
}

/** Broken promises of `IdentityProvider`. */
export const brokenIdentityProviders: readonly BrokenIdentityProvider[] = [
  brokenProvider('tells its title and its ways', 'title'),
  brokenProvider(
    'begins with the given address and state, with PKCE S256 and, for OpenID, a nonce',
    'plain_pkce',
  ),
  brokenProvider('says who signed in, by an issuer and an id that never change', 'new_subjects'),
  brokenProvider(
    'finishes no flow with the state or the kept secret of another, and for no other address',
    'state',
  ),
  brokenProvider('fails with oauth.denied when the person said no', 'denial'),
  brokenProvider(
    'fails with oauth.token_invalid when issuer, audience, end, nonce or signature is not what it must be',
    'id_token',
  ),
  brokenProvider(
    'fails with oauth.provider_error when the provider answers what it should not',
    'error_with_200',
  ),
  brokenProvider(
    'fails with oauth.provider_unavailable when the provider does not answer within 5 seconds',
    'unanswered',
  ),
  brokenProvider(
    'calls no address verified that the provider does not call so in this very answer',
    'unverified',
  ),
  brokenProvider('knows whom a token of the platform speaks for', 'speechless'),
  brokenProvider('takes nothing for a token that is none, or has another nonce', 'nonce'),
  brokenProvider(
    'fails over a token only with oauth.provider_unavailable and oauth.provider_error',
    'native_failure',
  ),
  brokenProvider("takes no token that is expired, forged or for somebody else's game", 'native_expiry'),
];
