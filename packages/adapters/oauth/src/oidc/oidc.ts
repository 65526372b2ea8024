import type { Adapter, Finding, IdentityProvider } from '@aethex/core';
import { ClientSecretPost, None } from 'openid-client';
import { z } from 'zod';
import { Endpoint, ProviderNameOption } from '../options.js';
import { provide } from '../provide.js';
import { OpenId } from './open-id.js';

const OidcOptions = z.strictObject({
  /** Short and lower-case; it stands in addresses: `studio`. */
  name: ProviderNameOption,
  /** As players know it. Default the name. */
  title: z.string().min(1).optional(),
  /** Where the provider is; everything else it says itself below `/.well-known/openid-configuration`. */
  issuer: Endpoint,
  clientId: z.string().min(1),
  /** Without one the client is public, and PKCE alone protects the code. */
  clientSecret: z.string().min(1).optional(),
  scopes: z.array(z.string().min(1)).default(['openid', 'email', 'profile']),
  otherClientIds: z.array(z.string().min(1)).default([]),
  /** Whether its word on verified addresses may link accounts. Only for a provider you know to verify them. */
  trustsEmail: z.boolean().default(false),
});

export type OidcOptions = z.input<typeof OidcOptions>;

/** Sign-in with any OpenID provider: Keycloak, Authentik, Entra ID, Okta, a studio's own. */
export function oidc(options: OidcOptions): Adapter<IdentityProvider> {
  const { name, title = name, clientSecret, trustsEmail, ...rest } = OidcOptions.parse(options);
  const auth = clientSecret === undefined ? None() : ClientSecretPost(clientSecret);
  const openId = new OpenId({ ...rest, auth, extra: {} });
  return provide({
    name,
    title,
    trustsEmail,
    ways: {
      begin: (flow) => openId.begin(flow),
      finish: (back) => openId.finish(back),
      verify: (token, nonce) => openId.verify(token, nonce),
    },
    check: () => discovered(openId, title, rest.issuer),
  });
}

/** Whether a provider says of itself what it must. */
export async function discovered(openId: OpenId, title: string, issuer: string): Promise<readonly Finding[]> {
  const what = `${title} says what it can at ${issuer}`;
  try {
    await openId.facts();
    return [{ what, ok: true }];
  } catch (error) {
    const why =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : '';
    return [
      { what, ok: false, fix: `Correct the issuer, letter by letter, or let this server reach it. ${why}` },
    ];
  }
}
