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

  /** `isAnswer` tells whether what came of it shows that the provider was asked and is there; so does every refusal but `oauth.denied`. */
  async run<T>(work: () => Promise<T>, isAnswer: (result: T) => boolean = () => true): Promise<T> {
    const giveBack = this.take();
    try {
      const result = await work();
      if (isAnswer(result)) this.missed = 0;
      else giveBack();
      return result;
    } catch (error) {
      const code = isAethexError(error) ? error.code : '';
      if (code === 'oauth.provider_unavailable') this.note();
      else if (code === 'oauth.denied') giveBack();
      else this.missed = 0;
      throw error;
    }
  }

  /** Takes the one try of every half minute of an open circuit, and tells how to give it back. */
  private take(): () => void {
    if (this.missed < most) return () => undefined;
    const now = this.now();
    if (now < this.restsUntil) throw failed('provider_unavailable');
    const [before, taken] = [this.restsUntil, now + restMs];
    this.restsUntil = taken;
    return () => {
      if (this.restsUntil === taken) this.restsUntil = before;
    };
  }

  private note(): void {
    this.missed += 1;
    if (this.missed >= most) this.restsUntil = this.now() + restMs;
  }
}
