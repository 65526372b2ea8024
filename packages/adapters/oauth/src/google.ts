import type { Adapter, ExternalIdentity, IdentityProvider } from '@aethex/core';
import { Strategy as GoogleStrategy } from 'passport-google-oauth20';
import { z } from 'zod';
import { failed } from './errors.js';
import { IdTokens } from './id-tokens.js';
import { newNonce } from './nonce.js';
import { Client, Endpoint } from './options.js';
import { provide } from './provide.js';
import { reachable } from './reachable.js';
import { saidEmail, saidPicture, saidText, saidTrue } from './said.js';
import { begin, finish } from './strategy/drive.js';
import type { MakeStrategy } from './strategy/types.js';
import { tokensOf } from './tokens.js';

const issuer = 'https://accounts.google.com';

const GoogleOptions = z.strictObject({
  ...Client,
  /** Client ids of the same project on other platforms, whose ID tokens a game may hand in. */
  otherClientIds: z.array(z.string().min(1)).default([]),
  /** For servers that stand in for Google. */
  endpoints: z
    .strictObject({ authorization: Endpoint, token: Endpoint, keys: Endpoint, issuer: z.string().optional() })
    .optional(),
});

export type GoogleOptions = z.input<typeof GoogleOptions>;

/** Sign-in with Google: by a browser, or by an ID token of Google's own libraries. */
export function google(options: GoogleOptions): Adapter<IdentityProvider> {
  const { clientId, clientSecret, otherClientIds, endpoints } = GoogleOptions.parse(options);
  const idTokens = new IdTokens({
    // Both have been in use: https://developers.google.com/identity/openid-connect/openid-connect
    issuers: [endpoints?.issuer ?? issuer, 'accounts.google.com'],
    audiences: [clientId, ...otherClientIds],
    jwksUrl: endpoints?.keys ?? 'https://www.googleapis.com/oauth2/v3/certs',
  });
  const tokenURL = endpoints?.token ?? 'https://oauth2.googleapis.com/token';
  const make = ((common, verify) =>
    Reflect.construct(GoogleStrategy, [
      {
        ...common,
        clientID: clientId,
        clientSecret,
        scope: ['openid', 'email', 'profile'],
        // The ID token says the same, signed.
        skipUserProfile: true,
        tokenURL,
        ...(endpoints && { authorizationURL: endpoints.authorization }),
      },
      verify,
    ])) as MakeStrategy;
  return provide({
    name: 'google',
    title: 'Google',
    trustsEmail: true,
    ways: {
      begin: (flow) => begin(make, flow, { nonce: newNonce() }),
      finish: async (back) => {
        const { got, kept } = await finish(make, back);
        const claims = await idTokens.read(String(got.params['id_token']), kept['nonce']);
        if (!claims) throw failed('token_invalid');
        const tokens = tokensOf(got.accessToken, got.refreshToken, got.params['expires_in']);
        return { ...personOf(claims), tokens };
      },
      verify: async (token, nonce) => {
        const claims = await idTokens.read(token, nonce);
        return claims && personOf(claims);
      },
    },
    check: () => reachable('Google', tokenURL),
  });
}

const personOf = (claims: { sub: string; [claim: string]: unknown }): ExternalIdentity => ({
  issuer,
  subject: claims.sub,
  email: saidEmail(claims['email']),
  emailVerified: saidTrue(claims['email_verified']),
  name: saidText(claims['name']),
  avatarUrl: saidPicture(claims['picture']),
  tokens: null,
});
