import { isAethexError } from '@aethex/protocol';
import { failed } from './errors.js';

/** Failures in a row after which a provider is left alone, and milliseconds until somebody tries again. */
const most = 5;
const restMs = 30_000;

/**
 * Spares everybody the waiting for a provider that is away: after five calls in a row that got no answer it is asked again
 * half a minute later only, by one call.
 */
export class Circuit {
  private missed = 0;
  private restsUntil = 0;

  /** Milliseconds of a clock that never goes back. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.missed >= most) {
      if (this.now() < this.restsUntil) throw failed('provider_unavailable');
      this.restsUntil = this.now() + restMs;
    }
    try {
      const result = await work();
      this.missed = 0;
      return result;
    } catch (error) {
      if (isAethexError(error) && error.code === 'oauth.provider_unavailable') this.note();
      else this.missed = 0;
      throw error;
    }
  }

  private note(): void {
    this.missed += 1;
    if (this.missed >= most) this.restsUntil = this.now() + restMs;
  }
}
