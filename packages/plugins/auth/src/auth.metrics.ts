import { Metrics } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import type { HashSort } from './rules/password-hash.js';

/** How somebody got in. */
export type Way = 'register' | 'password' | 'guest' | 'device' | `oauth:${string}`;

/** What operators see of accounts. */
@Injectable()
export class AuthMetrics {
  private readonly hashes;
  private readonly waiting;
  private readonly signIns;
  private readonly thefts;
  private readonly codes;
  private readonly captchas;

  constructor(metrics: Metrics) {
    this.hashes = metrics.counter(
      'aethex_auth_password_hashes_total',
      'Password hashes that were computed, by function.',
      ['function'],
    );
    this.waiting = metrics.gauge(
      'aethex_auth_password_hashes_waiting',
      'Sign-ins that wait for their password hash.',
    );
    this.signIns = metrics.counter('aethex_auth_sign_ins_total', 'Sessions that were opened, by way in.', [
      'way',
    ]);
    this.thefts = metrics.counter(
      'aethex_auth_refresh_reuses_total',
      'Sessions ended because a spent refresh token was used again.',
    );
    this.codes = metrics.counter(
      'aethex_auth_code_checks_total',
      'Codes of second factors that were looked at, right and wrong.',
    );
    this.captchas = metrics.counter(
      'aethex_auth_captcha_outages_total',
      'Captchas that could not be checked or given out, because their provider was away.',
    );
  }

  hashed(sort: HashSort): void {
    this.hashes.inc({ function: sort });
  }

  queued(waiting: number): void {
    this.waiting.set(waiting);
  }

  signedIn(way: Way): void {
    this.signIns.inc({ way });
  }

  reused(): void {
    this.thefts.inc();
  }

  codeTried(): void {
    this.codes.inc();
  }

  captchaAway(): void {
    this.captchas.inc();
  }
}
