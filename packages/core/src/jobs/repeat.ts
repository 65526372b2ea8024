import type { Logger } from '../observe/logger.js';

/** Does something and says whether there may be more of it to do at once. */
type Step = () => Promise<boolean>;

/**
 * Takes a step again and again: at once while there is something to do, else after a rest or when woken. A step that
 * fails is logged once and tried again after the rest.
 */
export class Repeat {
  private readonly ended: Promise<void>;
  private stopping = false;
  private awake = false;
  private failing = false;
  private rouse: () => void = () => undefined;

  constructor(
    private readonly step: Step,
    /** Milliseconds of the rest that begins now. */
    private readonly restMs: () => number,
    private readonly log: Logger,
  ) {
    this.ended = this.run();
  }

  /** Ends the rest, or leaves out the next one. */
  wake(): void {
    this.awake = true;
    this.rouse();
  }

  /** Takes no further step, and resolves when the one under way has ended. */
  stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    return this.ended;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      this.awake = false;
      const busy = await this.safely();
      if (!busy) await this.rest();
    }
  }

  private async safely(): Promise<boolean> {
    try {
      const busy = await this.step();
      this.failing = false;
      return busy;
    } catch (error) {
      if (!this.failing) this.log.warn({ err: error }, 'the queue of jobs cannot be reached; trying again');
      this.failing = true;
      return false;
    }
  }

  private rest(): Promise<void> {
    if (this.awake) return Promise.resolve();
    return new Promise((resolve) => {
      // A little by chance, so that nodes that started together do not ask together.
      const timer = setTimeout(resolve, this.restMs() * (0.75 + Math.random() / 2)).unref();
      this.rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
