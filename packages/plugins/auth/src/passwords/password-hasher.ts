import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { auth } from '@aethex/protocol';
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { verify as bcryptVerify } from '@node-rs/bcrypt';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { AuthMetrics } from '../auth.metrics.js';
import { sortOf, wantsRenewal, type HashCost, type HashSort } from '../rules/password-hash.js';
import { isTooLong, preparePassword } from '../rules/password-policy.js';
import { HashGate } from './hash-gate.js';

/** Node has four threads for such work, and the disk needs them too. */
const mostAtOnce = 4;

/** Hashes and verifies passwords, beside the main thread and a few at once. Fails with `auth.busy` when too many wait. */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private readonly gate: HashGate;
  private readonly cost: HashCost;
  /** Of a password nobody knows. */
  private dummy = '';

  constructor(
    config: AuthConfig,
    private readonly metrics: AuthMetrics,
  ) {
    const atOnce = config.hashesAtOnce ?? Math.max(1, Math.min(mostAtOnce, availableParallelism() - 1));
    this.gate = new HashGate(atOnce, config.hashQueue, (waiting) => metrics.queued(waiting));
    this.cost = { memoryKib: config.hashMemoryKib, passes: config.hashPasses };
  }

  async onModuleInit(): Promise<void> {
    this.dummy = await this.argon2id(randomBytes(16).toString('hex'));
  }

  /** Hashes a password as it was typed. */
  hash(password: string): Promise<string> {
    return this.queued('argon2id', () => this.argon2id(preparePassword(password)));
  }

  /**
   * Whether a password, as it was typed, fits the stored hash. Costs one hash whatever the reason it does not: no such
   * account, no password, or one that is too long to be right.
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const prepared = preparePassword(password);
    const sort = stored === null || isTooLong(prepared) ? null : sortOf(stored);
    if (stored === null || sort === null) {
      await this.queued('argon2id', () => argon2Verify(this.dummy, ''));
      return false;
    }
    // Where a bcrypt hash comes from, passwords were taken as typed.
    if (sort === 'bcrypt') return this.queued(sort, () => bcryptVerify(password, stored));
    return this.queued(sort, () => argon2Verify(stored, prepared));
  }

  /** Whether a stored hash that the password has fitted should be made anew. */
  wantsRenewal(stored: string, password: string): boolean {
    return wantsRenewal(stored, password, this.cost);
  }

  private argon2id(prepared: string): Promise<string> {
    const { memoryKib, passes } = this.cost;
    return argon2Hash(prepared, { memoryCost: memoryKib, timeCost: passes, parallelism: 1 });
  }

  private async queued<T>(sort: HashSort, work: () => Promise<T>): Promise<T> {
    const done = await this.gate.run(() => {
      this.metrics.hashed(sort);
      return work();
    });
    if (!done) throw auth.error('login', 'busy', undefined, { retryAfter: 1 });
    return done.value;
  }
}
