import { backOff } from '../rules/back-off.js';

/** Milliseconds: longest wait between two tries, and how long a connection must last to count as a good one. */
const patience = { longest: 30_000, good: 5000 };

/** How long to wait before a socket is opened again. */
export class Patience {
  private failures = 0;
  private openedAt: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly baseMs: number) {}

  /** Whether nothing has failed since the last good connection. */
  get isFresh(): boolean {
    return this.failures === 0;
  }

  opened(): void {
    this.openedAt = performance.now();
  }

  broken(): void {
    if (this.openedAt !== null && performance.now() - this.openedAt > patience.good) this.failures = 0;
    this.openedAt = null;
  }

  /** Calls back after a while, which grows with each failure up to `longest` milliseconds. */
  wait(again: () => void, longest = patience.longest): void {
    this.failures += 1;
    const policy = { baseMs: this.baseMs, capMs: longest };
    this.after(backOff(this.failures, policy, Math.random()), again);
  }

  /** Calls back after so many milliseconds, which the server named. */
  after(ms: number, again: () => void): void {
    this.hold();
    this.timer = setTimeout(again, ms);
  }

  /** Calls nobody back. */
  hold(): void {
    clearTimeout(this.timer);
  }

  forget(): void {
    this.hold();
    this.failures = 0;
  }
}
