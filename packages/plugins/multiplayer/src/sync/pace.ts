import { endOfTurn } from '@aethex/core';
import type { TickWheel } from './tick-wheel.js';

/** Calls a room’s tick while it has something to tell: with the wheel, or at once where there are no ticks. */
export class Pace {
  private wheel: TickWheel | null = null;
  private stop: (() => void) | null = null;
  private isDueAtOnce = false;
  /** Ticks in which there was nothing to tell. */
  private idle = 0;

  /** `run` says whether it had something to tell. */
  constructor(
    private rate: number,
    private readonly run: () => boolean,
  ) {}

  ride(wheel: TickWheel): () => void {
    this.wheel = wheel;
    this.wake();
    return () => {
      this.rest();
      this.wheel = null;
    };
  }

  retune(rate: number): void {
    this.rate = rate;
    this.rest();
    this.wake();
  }

  /** There is something to tell. */
  wake(): void {
    if (this.rate === 0) return this.runSoon();
    if (this.stop || !this.wheel) return;
    this.idle = 0;
    this.stop = this.wheel.add(this.rate, () => this.beat());
  }

  /** What arrives in the same turn of the event loop goes into one frame. */
  private runSoon(): void {
    if (this.isDueAtOnce) return;
    this.isDueAtOnce = true;
    endOfTurn(() => {
      this.isDueAtOnce = false;
      this.run();
    });
  }

  private beat(): void {
    this.idle = this.run() ? 0 : this.idle + 1;
    if (this.idle > this.rate) this.rest();
  }

  private rest(): void {
    this.stop?.();
    this.stop = null;
  }
}
