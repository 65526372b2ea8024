import type { ClientAuth } from 'openid-client';

/** What is known of an OpenID provider and of us there. */
export interface OpenIdSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** How the token endpoint learns that it is us. */
  readonly auth: ClientAuth;
  readonly scopes: readonly string[];
  /** Client ids of other platforms, whose ID tokens a game may hand in. */
  readonly otherClientIds: readonly string[];
  /** Goes along with the request of the browser. */
  readonly extra: Readonly<Record<string, string>>;
}
