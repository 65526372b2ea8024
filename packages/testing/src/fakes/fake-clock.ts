import { adapter, Clock, type Adapter } from '@aethex/core';

const newYear = new Date('2026-01-01T00:00:00.000Z');

/** A clock that stands still until a test moves it. */
export class FakeClock extends Clock {
  /** Binds this very clock. */
  readonly adapter: Adapter<Clock> = adapter<Clock>({
    port: Clock,
    name: 'fake',
    reach: 'process',
    create: () => this,
  });
  private ms: number;

  constructor(start: Date = newYear) {
    super();
    this.ms = start.getTime();
  }

  now(): Date {
    return new Date(this.ms);
  }

  /** Moves the clock on by so many milliseconds. */
  advance(ms: number): void {
    this.ms += ms;
  }

  /** Moves the clock to a moment, back as well as on. */
  set(moment: Date): void {
    this.ms = moment.getTime();
  }
}

/** A clock that stands at the first of January 2026 unless another start is given. */
export const fakeClock = (start?: Date): FakeClock => new FakeClock(start);
