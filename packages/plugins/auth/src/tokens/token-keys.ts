import { setTimeout as sleep } from 'node:timers/promises';
import { Clock, KeyRing, type SigningKey } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { acceptedKeys } from '../rules/signing-keys.js';
import { encodedHeader } from '../rules/token-form.js';

/** Milliseconds for which tokens of unknown keys are gathered before one look is taken for all of them. */
const gatherMs = 20;

/** The keys that tokens are signed and verified with. */
@Injectable()
export class TokenKeys {
  private readonly headers = new Map<string, string>();
  private looking: Promise<unknown> | undefined;

  constructor(
    private readonly keys: KeyRing,
    private readonly clock: Clock,
    private readonly config: AuthConfig,
  ) {}

  /** The key that signs. */
  async current(): Promise<SigningKey> {
    const [newest] = await this.keys.signingKeys();
    if (!newest) throw new Error('The key ring holds no signing key.');
    return newest;
  }

  /** The keys whose tokens are accepted, the newest first. */
  async accepted(): Promise<readonly SigningKey[]> {
    return acceptedKeys(await this.keys.signingKeys(), this.clock.now(), this.config.tokenLife);
  }

  /** The key that signs tokens with this first part, or `null`. */
  async find(header: string): Promise<SigningKey | null> {
    return (await this.known(header)) ?? (await this.lookAgain(header));
  }

  /** Another node may have made a key a moment ago. Made-up keys must not keep us busy. */
  private async lookAgain(header: string): Promise<SigningKey | null> {
    this.looking ??= sleep(gatherMs).then(() => {
      this.looking = undefined;
      return this.keys.list();
    });
    await this.looking;
    return this.known(header);
  }

  private async known(header: string): Promise<SigningKey | null> {
    return (await this.accepted()).find(({ id }) => this.headerOf(id) === header) ?? null;
  }

  private headerOf(id: string): string {
    const header = this.headers.get(id) ?? encodedHeader(id);
    this.headers.set(id, header);
    return header;
  }
}
