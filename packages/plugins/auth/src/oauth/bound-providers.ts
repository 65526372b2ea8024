import { IdentityProviders, type ExternalIdentity, type IdentityProvider } from '@aethex/core';
import { oauth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { isIdentity } from './rules/provider-facts.js';

/** A provider that was found. */
export interface BoundProvider {
  readonly name: string;
  readonly provider: IdentityProvider;
}

/** The identity providers of the deployment, asked in our words. */
@Injectable()
export class BoundProviders {
  constructor(private readonly providers: IdentityProviders) {}

  list(): readonly BoundProvider[] {
    return this.providers.names.map((name) => this.find(name));
  }

  /** Fails with `oauth.unknown_provider`. */
  find(name: string): BoundProvider {
    const provider = this.providers.find(name);
    if (!provider) throw oauth.error('start', 'unknown_provider');
    return { name, provider };
  }

  /** What people know a provider by; `null` when it is bound no more. */
  titleOf(name: string): string | null {
    return this.providers.find(name)?.about().title ?? null;
  }

  /** A provider that works in a way. Fails with `oauth.way_missing`. */
  finding(name: string, way: 'redirect' | 'token'): BoundProvider {
    const bound = this.find(name);
    if (!bound.provider.about().ways.includes(way)) throw oauth.error('start', 'way_missing');
    return bound;
  }

  /** Whom a token speaks for. Fails with `oauth.token_invalid` when it is nobody. */
  async verify(name: string, token: string, nonce: string | undefined): Promise<ExternalIdentity> {
    const { provider } = this.finding(name, 'token');
    const identity = await provider.verify(token, nonce === undefined ? {} : { nonce });
    if (!identity) throw oauth.error('exchange', 'token_invalid');
    return checked(identity);
  }
}

/** An identity that can be stored. Fails with `oauth.provider_error`. */
export function checked(identity: ExternalIdentity): ExternalIdentity {
  if (!isIdentity(identity)) throw oauth.error('exchange', 'provider_error');
  return identity;
}
