import type { Adapter, ExternalIdentity, IdentityProvider } from '@aethex/core';
import { Strategy as OAuth2Strategy } from 'passport-oauth2';
import { provide } from './provide.js';
import { reachable } from './reachable.js';
import { begin, finish } from './strategy/drive.js';
import { fetchJson } from './strategy/fetch-json.js';
import { clientOf, type MakeStrategy, type Strategy } from './strategy/types.js';
import { tokensOf } from './tokens.js';

/** A provider that speaks OAuth 2.0 and no OpenID. */
export interface OAuth2Options {
  /** Short and lower-case; it stands in addresses. */
  readonly name: string;
  readonly title: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  /** Answers a JSON object about whoever the access token belongs to. */
  readonly userUrl: string;
  readonly scopes?: readonly string[];
  readonly trustsEmail?: boolean;
  /** Who that object says somebody is. */
  readonly identity: (user: Readonly<Record<string, unknown>>) => Omit<ExternalIdentity, 'tokens'>;
}

/** Sign-in with any provider of OAuth 2.0, such as Twitch or itch.io. */
export function oauth2(options: OAuth2Options): Adapter<IdentityProvider> {
  const { name, title, trustsEmail = false, identity } = options;
  const make: MakeStrategy = (common, verify) => {
    const strategy = Reflect.construct(OAuth2Strategy, [
      {
        ...common,
        clientID: options.clientId,
        clientSecret: options.clientSecret,
        authorizationURL: options.authorizationUrl,
        tokenURL: options.tokenUrl,
        scope: [...(options.scopes ?? [])],
      },
      verify,
    ]) as unknown as Strategy;
    clientOf(strategy).useAuthorizationHeaderforGET(true);
    strategy.userProfile = (token, done) => fetchJson(strategy, options.userUrl, token, done);
    return strategy;
  };
  return provide({
    name,
    title,
    trustsEmail,
    ways: {
      begin: (flow) => begin(make, flow),
      finish: async (back) => {
        const { got } = await finish(make, back);
        const tokens = tokensOf(got.accessToken, got.refreshToken, got.params['expires_in']);
        return { ...identity(got.profile as Record<string, unknown>), tokens };
      },
    },
    check: () => reachable(title, options.tokenUrl),
  });
}
