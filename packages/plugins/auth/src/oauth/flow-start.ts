import { HttpConfig, isLoopback, PublicUrl, type Caller } from '@aethex/core';
import { oauth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { newToken } from '../tokens/opaque-token.js';
import { BoundProviders } from './bound-providers.js';
import { FlowBook, type LeaveSecrets, type NewFlow } from './flow-book.js';
import type { OauthFlow } from './oauth-flow.entity.js';
import { mayReturn } from './rules/return-url.js';

/** Begins sign-ins: checks where they lead back to, and sends browsers to providers. */
@Injectable()
export class FlowStart {
  constructor(
    private readonly flows: FlowBook,
    private readonly providers: BoundProviders,
    private readonly publicUrl: PublicUrl,
    private readonly http: HttpConfig,
    private readonly config: AuthConfig,
  ) {}

  /** Fails with `oauth.redirect_invalid` when the sign-in may not lead back there. */
  async begin(about: NewFlow, caller: Caller): Promise<{ flow: OauthFlow; url: string; pollToken: string }> {
    this.providers.finding(about.provider, 'redirect');
    const isPoll = about.kind === 'poll';
    const fits = isPoll
      ? about.returnTo === null
      : about.returnTo !== null && this.mayReturn(about.returnTo, about.kind);
    if (!fits) throw oauth.error('start', 'redirect_invalid');
    const { flow, handle, pollToken } = await this.flows.begin(about, caller);
    const url = this.publicUrl.api(`/auth/oauth/${about.provider}/start?flow=${handle}`);
    return { flow, url, pollToken };
  }

  /** Where the browser goes next, and the secrets that bind it to the sign-in. */
  async leave(flow: OauthFlow): Promise<LeaveSecrets & { readonly url: string }> {
    const { provider } = this.providers.finding(flow.provider, 'redirect');
    const secrets = { state: newToken('aos'), cookie: newToken('aob') };
    const { url, kept } = await provider.begin({
      redirectUri: this.callbackOf(flow.provider),
      state: secrets.state,
    });
    await this.flows.leave(flow, kept, secrets);
    return { ...secrets, url };
  }

  /** What is registered at the provider: each has an address of its own, so that none can answer for another (RFC 9700, 4.4). */
  callbackOf(provider: string): string {
    return this.publicUrl.api(`/auth/oauth/${provider}/callback`);
  }

  private mayReturn(address: string, kind: string): boolean {
    const { host, publicUrl } = this.http;
    const isLocal = host === 'localhost' || isLoopback(host);
    const isMade = isLocal && (publicUrl === undefined || isThisMachine(publicUrl));
    return mayReturn(address, kind, {
      // Our own page for devices signs people in as well.
      registered: [...this.config.oauthReturnUrls, `${this.publicUrl.base}/account/device`],
      isLocal: isMade,
      base: this.publicUrl.base,
    });
  }
}

const isThisMachine = (url: string): boolean => {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || isLoopback(host);
};
