import { addressKey, Limiter, type Caller } from '@aethex/core';
import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { hashOf } from '../tokens/opaque-token.js';

/**
 * Counts tries before anything is verified, so that a race wins nothing; exactly, over all nodes and wires. Calls from
 * inside the server have no address and are counted by everything else.
 */
@Injectable()
export class AuthLimits {
  constructor(
    private readonly limiter: Limiter,
    private readonly config: AuthConfig,
  ) {}

  /**
   * A try to sign in to an account with a password. A device that the account knows has a count of its own, so that
   * strangers cannot lock its owner out. The address is counted first: one alone cannot use up everybody's tries.
   */
  async login(name: string, deviceId: string | null, caller: Caller): Promise<void> {
    const { triesPerDevice, triesPerAddress, triesPerAccount, triesEverywhere, tryWindow } = this.config;
    if (deviceId !== null) return this.count(`device:${deviceId}`, triesPerDevice, tryWindow);
    await this.countAddress('login', triesPerAddress, tryWindow, caller);
    // Hashed, because somebody may have typed a password where the name belongs.
    await this.count(`account:${hashOf(name)}`, triesPerAccount, tryWindow);
    await this.count('everywhere', triesEverywhere, tryWindow);
  }

  /** A try of somebody signed in to prove that they know the password. */
  password(playerId: string): Promise<void> {
    return this.count(`password:${playerId}`, this.config.triesPerDevice, this.config.tryWindow);
  }

  registration(caller: Caller): Promise<void> {
    const { registrationsPerAddress, newcomerWindow } = this.config;
    return this.countAddress('register', registrationsPerAddress, newcomerWindow, caller);
  }

  newGuest(caller: Caller): Promise<void> {
    const { guestsPerAddress, newcomerWindow } = this.config;
    return this.countAddress('guest', guestsPerAddress, newcomerWindow, caller);
  }

  refresh(caller: Caller): Promise<void> {
    const { refreshesPerAddress, tryWindow } = this.config;
    return this.countAddress('refresh', refreshesPerAddress, tryWindow, caller);
  }

  private async countAddress(
    what: string,
    times: number,
    seconds: number,
    { address }: Caller,
  ): Promise<void> {
    if (address !== '') await this.count(`${what}:${addressKey(address)}`, times, seconds);
  }

  private async count(what: string, times: number, seconds: number): Promise<void> {
    const wait = await this.limiter.count(`auth.${what}`, times, seconds);
    if (wait > 0) throw auth.error('login', 'rate_limited', { retry_after: wait }, { retryAfter: wait });
  }
}
