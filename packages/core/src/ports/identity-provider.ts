/** Tokens of a provider that a game may use later, such as to read a friends list. Kept sealed. */
export interface ProviderTokens {
  readonly access: string;
  readonly refresh: string | null;
  readonly expiresAt: Date | null;
}

/** Who somebody is at a provider. Two of them are the same person when issuer and subject are the same, and never else. */
export interface ExternalIdentity {
  /** Who vouches, such as `https://accounts.google.com`. */
  readonly issuer: string;
  /** The person, by the issuer's own id that never changes. */
  readonly subject: string;
  readonly email: string | null;
  /** Whether the provider says in this very answer that the address was verified. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly avatarUrl: string | null;
  readonly tokens: ProviderTokens | null;
}

/** What is shown and decided before anybody signs in. */
export interface ProviderFacts {
  /** As people know it: `Google`. */
  readonly title: string;
  /** `redirect`: by a browser. `token`: by a token or ticket that a game has got from a platform's own library. */
  readonly ways: readonly ('redirect' | 'token')[];
  /** Whether its word on verified addresses is believed, so that it may be linked to an account by its address. */
  readonly trustsEmail: boolean;
}

export interface Beginning {
  /** The address to send the browser to. */
  readonly url: string;
  /** What the provider needs again at the end, such as the PKCE verifier. Secret; given back word for word. */
  readonly kept: string;
}

export interface Return {
  readonly redirectUri: string;
  readonly state: string;
  readonly kept: string;
  /** The parameters the browser came back with. */
  readonly params: Readonly<Record<string, string>>;
}

/** Knows people by their accounts elsewhere. Several may be bound, each known by its adapter's name. */
export abstract class IdentityProvider {
  static readonly arity = 'many';
  /** Needs no network. */
  abstract about(): ProviderFacts;
  /** Begins a sign-in in a browser that comes back to `redirectUri` with `state`; with PKCE S256 and, for OpenID, a nonce. */
  abstract begin(flow: { redirectUri: string; state: string }): Promise<Beginning>;
  /**
   * Ends it. Fails with `oauth.denied` when the person said no, `oauth.token_invalid` when issuer, audience, end,
   * nonce or signature is not what it must be, `oauth.provider_error` when the provider answers what it should not
   * (status 200 with an error included), and `oauth.provider_unavailable` when it does not answer within 5 seconds.
   */
  abstract finish(back: Return): Promise<ExternalIdentity>;
  /**
   * Whom a token or ticket of the platform speaks for; `null` when it is none, expired, for somebody else's game, or
   * when its nonce is not the expected one. Fails only with `oauth.provider_unavailable` and `oauth.provider_error`.
   */
  abstract verify(token: string, expected: { nonce?: string }): Promise<ExternalIdentity | null>;
}

/** The identity providers that are bound, by name. */
export class IdentityProviders {
  constructor(private readonly byName: ReadonlyMap<string, IdentityProvider>) {}

  /** In the order of the configuration. */
  get names(): readonly string[] {
    return [...this.byName.keys()];
  }

  find(name: string): IdentityProvider | null {
    return this.byName.get(name) ?? null;
  }
}
