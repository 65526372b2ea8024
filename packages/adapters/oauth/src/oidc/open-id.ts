import type { Beginning, ExternalIdentity, Return } from '@aethex/core';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomPKCECodeVerifier,
  type Configuration,
} from 'openid-client';
import { failed } from '../errors.js';
import { IdTokens } from '../id-tokens.js';
import { newNonce } from '../nonce.js';
import { isThisMachine } from '../options.js';
import { saidEmail, saidPicture, saidText, saidTrue } from '../said.js';
import { tokensOf } from '../tokens.js';
import { errorOf } from './open-id-errors.js';
import type { OpenIdSettings } from './settings.js';

/** Seconds for one answer. */
const timeout = 5;
/** Milliseconds for which what a provider says of itself is believed. */
const factsMs = 3_600_000;

type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** An OpenID provider (OpenID Connect Core 1.0), found by its issuer and never by what an answer says. */
export class OpenId {
  private known: { config: Configuration; idTokens: IdTokens; until: number } | undefined;

  constructor(private readonly settings: OpenIdSettings) {}

  async begin({ redirectUri, state }: { redirectUri: string; state: string }): Promise<Beginning> {
    const { config } = await this.facts();
    const [verifier, nonce] = [randomPKCECodeVerifier(), newNonce()];
    const url = buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: this.settings.scopes.join(' '),
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...this.settings.extra,
    });
    return { url: url.toString(), kept: JSON.stringify({ verifier, nonce }) };
  }

  async finish({ redirectUri, state, kept, params }: Return): Promise<ExternalIdentity> {
    const { verifier, nonce } = JSON.parse(kept) as { verifier: string; nonce: string };
    const { config } = await this.facts();
    const back = new URL(redirectUri);
    for (const [name, value] of Object.entries(params)) back.searchParams.set(name, value);
    try {
      const answer = await authorizationCodeGrant(config, back, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = answer.claims();
      if (!claims) throw failed('token_invalid');
      const more = await this.moreOf(config, answer.access_token, claims);
      const tokens = tokensOf(answer.access_token, answer.refresh_token, answer.expires_in);
      return { ...this.personOf({ ...more, ...claims }), tokens };
    } catch (error) {
      throw errorOf(error);
    }
  }

  async verify(token: string, nonce: string | undefined): Promise<ExternalIdentity | null> {
    const { idTokens } = await this.facts();
    const claims = await idTokens.read(token, nonce);
    return claims && this.personOf(claims);
  }

  /** What the provider says of itself, at the address that its issuer names (OpenID Connect Discovery 1.0). */
  async facts(): Promise<{ config: Configuration; idTokens: IdTokens }> {
    const now = performance.now();
    if (this.known && this.known.until > now) return this.known;
    const { issuer, clientId, auth, otherClientIds } = this.settings;
    const server = new URL(issuer);
    try {
      const config = await discovery(server, clientId, undefined, auth, {
        timeout,
        execute: [
          enableNonRepudiationChecks,
          ...(server.protocol === 'http:' && isThisMachine(server.hostname) ? [allowInsecureRequests] : []),
        ],
      });
      config.timeout = timeout;
      const { jwks_uri: jwksUrl } = config.serverMetadata();
      if (jwksUrl === undefined) throw failed('provider_error');
      const idTokens = new IdTokens({ issuers: [issuer], audiences: [clientId, ...otherClientIds], jwksUrl });
      this.known = { config, idTokens, until: now + factsMs };
      return this.known;
    } catch (error) {
      throw errorOf(error);
    }
  }

  /** Many providers keep the address out of ID tokens. */
  private async moreOf(config: Configuration, token: string, claims: Claims): Promise<object> {
    const hasAll = 'email' in claims || !this.settings.scopes.includes('email');
    if (hasAll || config.serverMetadata().userinfo_endpoint === undefined) return {};
    return fetchUserInfo(config, token, claims.sub);
  }

  private personOf(claims: Claims): ExternalIdentity {
    return {
      issuer: this.settings.issuer,
      subject: claims.sub,
      email: saidEmail(claims['email']),
      emailVerified: saidTrue(claims['email_verified']),
      name: saidText(claims['name']) ?? saidText(claims['preferred_username']),
      avatarUrl: saidPicture(claims['picture']),
      tokens: null,
    };
  }
}
