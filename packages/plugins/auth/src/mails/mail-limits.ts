import { addressKey, Limiter, type Caller } from '@aethex/core';
import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { hashOf } from '../tokens/opaque-token.js';
import { mostTries } from './rules/mail-purposes.js';

const day = 86_400;
/** Wrong and right digits for one address in a day: of a million, so that guessing for a year stays hopeless. */
const digitsPerDay = 20;

/** Counts mails and codes by what was typed, whether or not there is such an account: so limits tell nobody. */
@Injectable()
export class MailLimits {
  constructor(
    private readonly limiter: Limiter,
    private readonly config: AuthConfig,
  ) {}

  /** A mail with a code is asked for. */
  async mail(key: string, caller: Caller): Promise<void> {
    const { mailsPerAccount, mailsPerAddress, newcomerWindow } = this.config;
    if (caller.address !== '')
      await this.count(`mails:${addressKey(caller.address)}`, mailsPerAddress, newcomerWindow);
    await this.count(`mailsTo:${hashOf(key)}`, mailsPerAccount, newcomerWindow);
  }

  /** A code is shown. */
  async code(caller: Caller): Promise<void> {
    const { triesPerAddress, tryWindow } = this.config;
    if (caller.address !== '')
      await this.count(`codes:${addressKey(caller.address)}`, triesPerAddress, tryWindow);
  }

  /** Six digits are shown for an address. */
  async digits(purpose: string, key: string): Promise<void> {
    const what = hashOf(`${purpose} ${key}`);
    await this.count(`digits:${what}`, mostTries, this.config.tryWindow);
    await this.count(`digitsADay:${what}`, digitsPerDay, day);
  }

  /** Whether a player may still be told of a new device today. */
  async mayNotice(playerId: string): Promise<boolean> {
    return (await this.limiter.count(`auth.notices:${playerId}`, this.config.noticesPerDay, day)) === 0;
  }

  private async count(what: string, times: number, seconds: number): Promise<void> {
    const wait = await this.limiter.count(`auth.${what}`, times, seconds);
    if (wait > 0)
      throw auth.error('forgotPassword', 'rate_limited', { retry_after: wait }, { retryAfter: wait });
  }
}
