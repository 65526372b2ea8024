import { Cache, Captcha, Logger, type Caller } from '@aethex/core';
import { auth, isAethexError, type In } from '@aethex/protocol';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { AuthMetrics } from '../auth.metrics.js';
import { hashOf } from '../tokens/opaque-token.js';
import { MfaLimits } from './mfa-limits.js';

/** What strangers may have to solve a captcha for. */
export type CaptchaAction = In<typeof auth, 'captcha'>['action'];

/** Seconds for which a solution is remembered: longer than any is good for. */
const memory = 600;

/** Lets only those through who have solved a captcha, where one is bound and asked for. */
@Injectable()
export class CaptchaGate {
  constructor(
    @Optional() @Inject(Captcha) private readonly captchas: Captcha | null,
    private readonly limits: MfaLimits,
    private readonly cache: Cache,
    private readonly metrics: AuthMetrics,
    private readonly config: AuthConfig,
    private readonly log: Logger,
  ) {}

  /** The captcha that guards an action, or `null`. */
  guardOf(action: CaptchaAction): Captcha | null {
    return this.config.captchaFor.includes(action) ? this.captchas : null;
  }

  /**
   * Fails with `auth.captcha_required` without a solution, and with `auth.captcha_invalid` when it is wrong or was used
   * before. While nobody can tell, it fails with `auth.captcha_unavailable`, but lets sign-ins through: those are
   * counted anyway. Servers with a key need none.
   */
  async demand(action: CaptchaAction, solution: string | undefined, caller: Caller): Promise<void> {
    const captcha = this.guardOf(action);
    if (!captcha || caller.who === 'server' || caller.who === 'admin') return;
    if (solution === undefined || solution === '') throw auth.error('register', 'captcha_required');
    await this.limits.captcha(caller);
    const isRight = await this.judge(captcha, action, solution, caller);
    if (isRight === false) throw auth.error('register', 'captcha_invalid');
    if (isRight === null && action !== 'login') throw unavailable();
  }

  /** The challenge for an action; `null` when it needs none. */
  async challenge(action: CaptchaAction, caller: Caller) {
    const captcha = this.guardOf(action);
    if (!captcha) return null;
    await this.limits.captcha(caller);
    try {
      return await captcha.challenge(action);
    } catch (error) {
      this.report(error);
      throw unavailable();
    }
  }

  /** Whether a solution is right and nobody has used it; `null` when nobody can tell. */
  private async judge(
    captcha: Captcha,
    action: CaptchaAction,
    solution: string,
    { address }: Caller,
  ): Promise<boolean | null> {
    try {
      if (!(await captcha.verify(solution, { action, address }))) return false;
      return await this.cache.set(`auth.captcha:${hashOf(solution)}`, '1', memory, 'absent');
    } catch (error) {
      this.report(error);
      return null;
    }
  }

  private report(error: unknown): void {
    this.metrics.captchaAway();
    const code = isAethexError(error) ? error.code : 'unknown';
    this.log.error({ err: error, code }, 'captchas cannot be checked');
  }
}

const unavailable = () => auth.error('register', 'captcha_unavailable', undefined, { retryAfter: 60 });
