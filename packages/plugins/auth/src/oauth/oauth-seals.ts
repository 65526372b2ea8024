import { KeyRing, type ExternalIdentity, type ProviderTokens } from '@aethex/core';
import { Injectable } from '@nestjs/common';

/** What is closed: a sign-in under way, or the tokens a provider gave. */
export type SealPurpose = 'auth.oauthFlow' | 'auth.providerTokens';

/** A closed value as a row keeps it. */
export interface Sealed {
  readonly sealed: Buffer | null;
  readonly keyId: string | null;
}

/** Closes what sign-ins keep, each value to its own row. */
@Injectable()
export class OauthSeals {
  constructor(private readonly keys: KeyRing) {}

  async seal(purpose: SealPurpose, rowId: string, value: unknown): Promise<Sealed> {
    const envelope = await this.keys.seal(purpose, Buffer.from(JSON.stringify(value)), Buffer.from(rowId));
    return { sealed: Buffer.from(envelope), keyId: this.keys.keyOf(envelope) };
  }

  /** The value as JSON has kept it, or `null` when there is none. */
  async open(purpose: SealPurpose, rowId: string, sealed: Buffer | null): Promise<unknown> {
    if (sealed === null) return null;
    const bytes = await this.keys.open(purpose, sealed, Buffer.from(rowId));
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  }
}

/** An identity that was closed as JSON, with its moments again. */
export function identityFrom(value: unknown): ExternalIdentity {
  const identity = value as ExternalIdentity;
  return { ...identity, tokens: tokensFrom(identity.tokens) };
}

function tokensFrom(tokens: ProviderTokens | null): ProviderTokens | null {
  return tokens && { ...tokens, expiresAt: tokens.expiresAt && new Date(tokens.expiresAt) };
}
