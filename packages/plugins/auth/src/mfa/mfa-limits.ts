import { addressKey, Limiter, type Caller } from '@aethex/core';
import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';

/** Counts tries of second factors and captchas before they are looked at, exactly, over all nodes and wires. */
@Injectable()
export class MfaLimits {
  constructor(
    private readonly limiter: Limiter,
    private readonly config: AuthConfig,
  ) {}

  /** A code is tried for an account. Only those come here who know its password or hold a session of it. */
  code(playerId: string): Promise<void> {
    return this.count(`mfa:${playerId}`, this.config.mfaTries);
  }

  /** A sign-in that waits is shown, by whomever. */
  async challenge({ address }: Caller): Promise<void> {
    if (address !== '') await this.count(`mfaFrom:${addressKey(address)}`, this.config.triesPerAddress);
  }

  async captcha({ address }: Caller): Promise<void> {
    if (address !== '') await this.count(`captcha:${addressKey(address)}`, this.config.captchasPerAddress);
  }

  private async count(what: string, times: number): Promise<void> {
    const wait = await this.limiter.count(`auth.${what}`, times, this.config.tryWindow);
    if (wait > 0) throw auth.error('mfaVerify', 'rate_limited', { retry_after: wait }, { retryAfter: wait });
  }
}
