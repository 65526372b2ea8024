/** Frames a second, and at once, that stay below what the server takes of one socket (protocol: realtimeFrames). */
export const framePace = { perSecond: 35, burst: 100 } as const;

/** A token bucket. Times are milliseconds of one monotonic clock. */
export class Pace {
  private tokens: number;
  private at = Number.NEGATIVE_INFINITY;

  constructor(private readonly rate: { readonly perSecond: number; readonly burst: number }) {
    this.tokens = rate.burst;
  }

  /** Takes one if there is one. Answers 0, or the milliseconds after which there will be one. */
  take(now: number): number {
    const { perSecond, burst } = this.rate;
    this.tokens = Math.min(burst, this.tokens + (Math.max(0, now - this.at) / 1000) * perSecond);
    this.at = now;
    if (this.tokens < 1) return Math.ceil(((1 - this.tokens) / perSecond) * 1000);
    this.tokens -= 1;
    return 0;
  }
}
