import { houseError, type LimitSpec } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { LimitsConfig } from '../config/sections.js';
import { Cache } from '../ports/cache.js';
import { Clock } from '../ports/clock.js';
import { addressKey } from './address.js';
import type { Caller } from './caller.js';
import { Windows } from './windows.js';

/**
 * Counts in fixed windows. The counter goes up before anything is done, so that a race cannot slip through. The
 * limits every call meets are counted in this process; `hit` and `count` are exact over all nodes.
 */
@Injectable()
export class Limiter {
  private readonly keys = new Map<string, string>();
  private readonly windows = new Windows();

  constructor(
    private readonly cache: Cache,
    private readonly clock: Clock,
    private readonly config: LimitsConfig,
  ) {}

  /** Counts a call against the general limit and the method's own. Fails with `request.rate_limited`. */
  check(method: string, limit: LimitSpec | undefined, caller: Caller): void {
    if (caller.wire === 'direct') return;
    const who = caller.id || this.address(caller);
    const now = this.clock.now().getTime();
    const { callsPerMinute } = this.config;
    if (callsPerMinute > 0) refuse(this.windows.count(who, callsPerMinute, 60, now));
    if (!limit) return;
    const subject = limit.per === 'everyone' ? '' : limit.per === 'address' ? this.address(caller) : who;
    refuse(this.windows.count(`${method} ${subject}`, limit.times, limit.seconds, now));
  }

  /** Counts one try of something and fails with `request.rate_limited` when there were more than `times` in the window. */
  async hit(what: string, times: number, seconds: number): Promise<void> {
    refuse(await this.count(what, times, seconds));
  }

  /** Counts one try and returns 0, or the seconds to wait when there were more than `times` in the window. */
  async count(what: string, times: number, seconds: number): Promise<number> {
    const now = this.clock.now().getTime() / 1000;
    const window = Math.floor(now / seconds);
    const used = await this.cache.add(`limit:${what}:${window}`, 1, seconds);
    return used > times ? Math.max(1, Math.ceil((window + 1) * seconds - now)) : 0;
  }

  private address({ address }: Caller): string {
    let key = this.keys.get(address);
    if (key === undefined) {
      if (this.keys.size > 10_000) this.keys.clear();
      key = addressKey(address);
      this.keys.set(address, key);
    }
    return key;
  }
}

function refuse(wait: number): void {
  if (wait > 0) throw houseError('request.rate_limited', { retry_after: wait }, { retryAfter: wait });
}
