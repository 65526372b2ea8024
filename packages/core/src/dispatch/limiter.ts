import { houseError, type LimitSpec } from '@aethex/protocol';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Cluster } from '../cluster/cluster.js';
import { LimitsConfig } from '../config/sections.js';
import { Cache } from '../ports/cache.js';
import { Clock } from '../ports/clock.js';
import { addressKey } from './address.js';
import type { Caller } from './caller.js';
import { Windows, type News } from './windows.js';

/** Milliseconds between two times that nodes tell each other what they have counted. */
const tellEvery = 500;

/**
 * Counts in fixed windows. The counter goes up before anything is done, so that a race cannot slip through. The
 * limits every call meets are counted in this process, and nodes tell each other twice a second: each further node
 * lets through at most a twentieth more, and what comes in half a second. `hit` and `count` are exact over all nodes,
 * and while the cache is away over this one.
 */
@Injectable()
export class Limiter implements OnModuleInit, OnApplicationShutdown {
  private readonly keys = new Map<string, string>();
  private readonly windows = new Windows();
  /** What is counted here while the cache is away. */
  private readonly meanwhile = new Windows();
  private timer: NodeJS.Timeout | undefined;
  private telling = false;

  constructor(
    private readonly cache: Cache,
    private readonly clock: Clock,
    private readonly config: LimitsConfig,
    private readonly cluster: Cluster,
  ) {}

  onModuleInit(): void {
    if (this.cluster.mayHaveOthers) this.timer = setInterval(() => void this.tell(), tellEvery).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

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
    const nowMs = this.clock.now().getTime();
    const now = nowMs / 1000;
    const window = Math.floor(now / seconds);
    const used = await this.cache.add(`limit:${what}:${window}`, 1, seconds).catch(() => null);
    if (used === null) return this.meanwhile.count(what, times, seconds, nowMs);
    return used > times ? Math.max(1, Math.ceil((window + 1) * seconds - now)) : 0;
  }

  private async tell(): Promise<void> {
    if (this.telling) return;
    this.telling = true;
    try {
      await Promise.all(this.windows.news(this.clock.now().getTime()).map((news) => this.share(news)));
    } catch {
      // The cache is away: what was not told is told when it is back.
    } finally {
      this.telling = false;
    }
  }

  private async share(news: News): Promise<void> {
    const { key, index, by, seconds } = news;
    this.windows.learn(news, await this.cache.add(`calls:${key}:${index}`, by, seconds));
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
