import {
  adapter,
  IdentityProvider,
  type Adapter,
  type Beginning,
  type ExternalIdentity,
  type Finding,
  type ProviderFacts,
  type Return,
} from '@aethex/core';
import { Circuit } from './circuit.js';
import { failed } from './errors.js';

/** Milliseconds for a whole call, in which a provider may be asked twice. */
const timeoutMs = 11_000;

/** What is the provider's own. What it leaves out it cannot do. */
export interface Ways {
  begin?(flow: { redirectUri: string; state: string }): Promise<Beginning>;
  finish?(back: Return): Promise<ExternalIdentity>;
  verify?(token: string, nonce: string | undefined): Promise<ExternalIdentity | null>;
}

class Provider extends IdentityProvider {
  private readonly circuit = new Circuit();

  constructor(
    private readonly facts: ProviderFacts,
    private readonly ways: Ways,
  ) {
    super();
  }

  about(): ProviderFacts {
    return this.facts;
  }

  begin(flow: { redirectUri: string; state: string }): Promise<Beginning> {
    // Most begin without a word to the provider.
    const asksNobody = (): boolean => false;
    return this.circuit.run(async () => {
      if (!this.ways.begin) throw failed('provider_error');
      return this.ways.begin(flow);
    }, asksNobody);
  }

  finish(back: Return): Promise<ExternalIdentity> {
    return this.circuit.run(async () => {
      if (!this.ways.finish) throw failed('provider_error');
      return checked(await this.ways.finish(back));
    });
  }

  verify(token: string, { nonce }: { nonce?: string }): Promise<ExternalIdentity | null> {
    return this.circuit.run(async () => {
      const person = await this.ways.verify?.(token, nonce);
      return person ? checked(person) : null;
    }, isSomebody);
  }
}

/** Much that is no token is refused without a word to the provider. */
const isSomebody = (person: ExternalIdentity | null): boolean => person !== null;

/** A subject is what it is compared by, and no address cannot be verified. */
function checked(person: ExternalIdentity): ExternalIdentity {
  const { subject, email, emailVerified } = person;
  if (subject === '' || subject.length > 255) throw failed('provider_error');
  return { ...person, emailVerified: email !== null && emailVerified };
}

interface Spec extends Omit<ProviderFacts, 'ways'> {
  readonly name: string;
  readonly ways: Ways;
  readonly check?: () => Promise<readonly Finding[]>;
}

/** The adapter of a provider, from what is its own. */
export function provide({ name, title, trustsEmail, ways, check }: Spec): Adapter<IdentityProvider> {
  const kinds = [
    ...(ways.begin ? (['redirect'] as const) : []),
    ...(ways.verify ? (['token'] as const) : []),
  ];
  return adapter<IdentityProvider>({
    port: IdentityProvider,
    name,
    reach: 'cluster',
    about: { title },
    timeoutMs,
    create: () => new Provider({ title, ways: kinds, trustsEmail }, ways),
    ...(check && { check }),
  });
}
