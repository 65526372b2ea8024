import { addressKey, Clock, Limiter } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { OrgsConfig } from '../orgs.config.js';

/** Addresses that are kept out are remembered here, so that they cost nothing. */
const mostRemembered = 10_000;
const window = 60;

/** Slows down whoever tries out keys: only those that nobody knows count. */
@Injectable()
export class UnknownGuard {
  /** Until when an address has to wait, in milliseconds since 1970. */
  private readonly waiting = new Map<string, number>();

  constructor(
    private readonly limiter: Limiter,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  /** Fails with `request.rate_limited` while an address has shown too many. */
  admit(address: string | undefined): void {
    if (!address || this.waiting.size === 0) return;
    const key = addressKey(address);
    const left = (this.waiting.get(key) ?? 0) - this.clock.now().getTime();
    if (left > 0) throw rateLimited(Math.ceil(left / 1000));
    this.waiting.delete(key);
  }

  /** Counts a key that nobody knows. */
  async count(address: string | undefined): Promise<void> {
    if (!address) return;
    const key = addressKey(address);
    const wait = await this.limiter.count(`orgs.unknown:${key}`, this.config.unknownKeysPerMinute, window);
    if (wait === 0) return;
    if (this.waiting.size >= mostRemembered) this.waiting.clear();
    this.waiting.set(key, this.clock.now().getTime() + wait * 1000);
  }
}

const rateLimited = (wait: number) =>
  houseError('request.rate_limited', { retry_after: wait }, { retryAfter: wait });
