import type { Adapter, ExternalIdentity, IdentityProvider } from '@aethex/core';
import { Strategy as GitHubStrategy } from 'passport-github2';
import { z } from 'zod';
import { failed } from './errors.js';
import { Client, Endpoint } from './options.js';
import { provide } from './provide.js';
import { reachable } from './reachable.js';
import { saidEmail, saidPicture, saidText } from './said.js';
import { begin, finish } from './strategy/drive.js';
import type { MakeStrategy } from './strategy/types.js';
import { tokensOf } from './tokens.js';

const GitHubOptions = z.strictObject({
  ...Client,
  /** For GitHub Enterprise Server, and for servers that stand in for GitHub. */
  endpoints: z
    .strictObject({ authorization: Endpoint, token: Endpoint, user: Endpoint, emails: Endpoint })
    .optional(),
  /** Who vouches; of an Enterprise Server its own address. */
  issuer: z.string().default('https://github.com'),
});

export type GitHubOptions = z.input<typeof GitHubOptions>;

/** Sign-in with GitHub. */
export function github(options: GitHubOptions): Adapter<IdentityProvider> {
  const { clientId, clientSecret, endpoints, issuer } = GitHubOptions.parse(options);
  const make = ((common, verify) =>
    Reflect.construct(GitHubStrategy, [
      {
        ...common,
        clientID: clientId,
        clientSecret,
        scope: ['read:user', 'user:email'],
        allRawEmails: true,
        userAgent: 'AeThex Cloud',
        ...(endpoints && {
          authorizationURL: endpoints.authorization,
          tokenURL: endpoints.token,
          userProfileURL: endpoints.user,
          userEmailURL: endpoints.emails,
        }),
      },
      verify,
    ])) as MakeStrategy;
  return provide({
    name: 'github',
    title: 'GitHub',
    trustsEmail: true,
    ways: {
      begin: (flow) => begin(make, flow),
      finish: async (back) => {
        const { got } = await finish(make, back);
        const tokens = tokensOf(got.accessToken, got.refreshToken, got.params['expires_in']);
        return { ...personOf(got.profile as GitHubProfile, issuer), tokens };
      },
    },
    check: () => reachable('GitHub', endpoints?.token ?? 'https://github.com/login/oauth/access_token'),
  });
}

interface GitHubProfile {
  readonly id?: unknown;
  readonly displayName?: unknown;
  readonly username?: unknown;
  readonly photos?: readonly { readonly value?: unknown }[];
  readonly emails?: readonly {
    readonly value?: unknown;
    readonly primary?: unknown;
    readonly verified?: unknown;
  }[];
}

/** The address is the primary one of https://docs.github.com/rest/users/emails; a profile may show any. */
function personOf(profile: GitHubProfile, issuer: string): ExternalIdentity {
  const { id, emails = [], photos = [] } = profile;
  if (typeof id !== 'string' || !/^\d{1,20}$/.test(id)) throw failed('provider_error');
  const primary = emails.find((email) => email.primary === true);
  return {
    issuer,
    subject: id,
    email: saidEmail(primary?.value),
    emailVerified: primary?.verified === true,
    name: saidText(profile.displayName) ?? saidText(profile.username),
    avatarUrl: saidPicture(photos[0]?.value),
    tokens: null,
  };
}
