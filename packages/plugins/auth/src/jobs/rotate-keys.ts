import { Clock, KeyRing, Logger, type KeyInfo, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { acceptedKeys, isDueForRotation } from '../rules/signing-keys.js';

/** Gives tokens a new signing key from time to time, and destroys those whose last token has expired. */
@Injectable()
export class RotateKeys implements Worker {
  constructor(
    private readonly keys: KeyRing,
    private readonly clock: Clock,
    private readonly config: AuthConfig,
    private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    const [newest] = await this.signingKeys();
    if (isDueForRotation(newest, this.clock.now(), this.config.signingKeyDays)) {
      const { id } = await this.keys.rotate('signing');
      this.log.info({ key: id }, 'tokens are signed with a new key');
    }
    const keys = await this.signingKeys();
    const accepted = acceptedKeys(keys, this.clock.now(), this.config.tokenLife);
    for (const { id } of keys.filter((key) => !accepted.includes(key))) await this.keys.retire(id);
  }

  private async signingKeys(): Promise<KeyInfo[]> {
    return (await this.keys.list()).filter(({ use }) => use === 'signing');
  }
}
