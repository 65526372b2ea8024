import { randomBytes } from 'node:crypto';
import {
  adapter,
  IdentityProvider,
  type Adapter,
  type Beginning,
  type ExternalIdentity,
  type ProviderFacts,
  type Return,
} from '@aethex/core';
import { oauth } from '@aethex/protocol';

/** Somebody with an account at a provider. */
export interface Person {
  readonly id: string;
  readonly email: string | null;
  readonly verified: boolean;
  readonly name: string;
}

export type ProviderTrouble = 'provider_error' | 'provider_unavailable' | 'token_invalid';

interface Issued {
  readonly person: Person;
  readonly redirectUri: string;
  readonly verifier: string;
}

/** A provider without a network: it binds its codes to the address and the verifier, as real ones do. */
export class TestProvider extends IdentityProvider {
  person: Person = { id: '1', email: 'ann@x.example', verified: true, name: 'Ann' };
  consents = true;
  trouble: ProviderTrouble | null = null;
  private readonly codes = new Map<string, Issued>();
  private readonly tickets = new Map<string, { person: Person; nonce: string | undefined }>();

  constructor(
    readonly name: string,
    private readonly facts: ProviderFacts,
    private readonly issuer = `https://${name}.example`,
  ) {
    super();
  }

  get adapter(): Adapter<IdentityProvider> {
    return adapter<IdentityProvider>({
      port: IdentityProvider,
      name: this.name,
      reach: 'cluster',
      create: () => this,
    });
  }

  about(): ProviderFacts {
    return this.facts;
  }

  async begin({ redirectUri, state }: { redirectUri: string; state: string }): Promise<Beginning> {
    if (this.trouble === 'provider_unavailable') throw oauth.error('exchange', this.trouble);
    const kept = randomBytes(16).toString('hex');
    const query = new URLSearchParams({ redirect_uri: redirectUri, state, challenge: kept });
    return { url: `${this.issuer}/authorize?${query}`, kept };
  }

  /** Plays the person's browser at the provider. */
  async visit(authorizationUrl: string): Promise<URL> {
    const query = new URL(authorizationUrl).searchParams;
    const redirectUri = query.get('redirect_uri') ?? '';
    const back = new URL(redirectUri);
    back.searchParams.set('state', query.get('state') ?? '');
    if (!this.consents) {
      back.searchParams.set('error', 'access_denied');
      return back;
    }
    const code = randomBytes(16).toString('hex');
    this.codes.set(code, { person: this.person, redirectUri, verifier: query.get('challenge') ?? '' });
    back.searchParams.set('code', code);
    return back;
  }

  async finish({ redirectUri, kept, params }: Return): Promise<ExternalIdentity> {
    if (params['error'] !== undefined) throw oauth.error('exchange', 'denied');
    if (this.trouble) throw oauth.error('exchange', this.trouble);
    const code = params['code'] ?? '';
    const issued = this.codes.get(code);
    this.codes.delete(code);
    if (!issued || issued.redirectUri !== redirectUri || issued.verifier !== kept)
      throw oauth.error('exchange', 'provider_error');
    return this.identityOf(issued.person);
  }

  ticket(nonce?: string): string {
    const ticket = randomBytes(16).toString('hex');
    this.tickets.set(ticket, { person: this.person, nonce });
    return ticket;
  }

  async verify(token: string, { nonce }: { nonce?: string }): Promise<ExternalIdentity | null> {
    const found = this.tickets.get(token);
    return found && found.nonce === nonce ? this.identityOf(found.person) : null;
  }

  private identityOf({ id: subject, email, verified: emailVerified, name }: Person): ExternalIdentity {
    const tokens = {
      access: `secret-access-${subject}`,
      refresh: `secret-refresh-${subject}`,
      expiresAt: null,
    };
    return { issuer: this.issuer, subject, email, emailVerified, name, avatarUrl: null, tokens };
  }
}

/** One whose word on addresses counts, one whose does not, and one that shares the issuer ids of the first. */
export function testProviders() {
  const both = ['redirect', 'token'] as const;
  return {
    trusted: new TestProvider('trusted', { title: 'Trusted', ways: both, trustsEmail: true }),
    other: new TestProvider('other', { title: 'Other', ways: ['redirect'], trustsEmail: true }),
    doubted: new TestProvider('doubted', { title: 'Doubted', ways: both, trustsEmail: false }),
  };
}
