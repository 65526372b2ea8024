import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { failed } from './errors.js';

/** Signatures that a provider makes with a key of its own; nothing that could be made with a shared secret. */
const algorithms = ['RS256', 'PS256', 'ES256', 'RS384', 'RS512', 'ES384', 'EdDSA'];
/** Seconds by which clocks may differ. */
const clockTolerance = 60;
const timeoutDuration = 5000;

export interface IdTokenRules {
  /** Every spelling the issuer uses. */
  readonly issuers: readonly string[];
  /** The client ids whose tokens are ours. */
  readonly audiences: readonly string[];
  readonly jwksUrl: string;
}

/** Verifies the ID tokens of one issuer (OpenID Connect Core, 3.1.3.7), whose keys come from one pinned address. */
export class IdTokens {
  private readonly keys;

  constructor(private readonly rules: IdTokenRules) {
    this.keys = createRemoteJWKSet(new URL(rules.jwksUrl), { timeoutDuration });
  }

  /**
   * What a token says, or `null` when it is forged, expired, somebody else's, or has another nonce than the expected one.
   * Fails with `oauth.provider_unavailable` when the keys cannot be had.
   */
  async read(
    token: string,
    nonce: string | undefined,
  ): Promise<(JWTPayload & { readonly sub: string }) | null> {
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        algorithms,
        issuer: [...this.rules.issuers],
        audience: [...this.rules.audiences],
        clockTolerance,
        requiredClaims: ['sub', 'iat', 'exp'],
      });
      if (nonce !== undefined && payload['nonce'] !== nonce) return null;
      if (!isForUs(payload, this.rules.audiences)) return null;
      return payload as JWTPayload & { readonly sub: string };
    } catch (error) {
      if (isKeysAway(error)) throw failed('provider_unavailable', error);
      return null;
    }
  }
}

/** A token for several parties names the one it was made for. */
function isForUs({ aud, azp }: JWTPayload & { azp?: unknown }, audiences: readonly string[]): boolean {
  if (azp !== undefined) return typeof azp === 'string' && audiences.includes(azp);
  return !Array.isArray(aud) || aud.length === 1;
}

/** Whatever is not jose's word on the token is the network's on the keys. */
const isKeysAway = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  !(error instanceof errors.JOSEError) ||
  (error.constructor as unknown) === errors.JOSEError;
