import { roomError } from '@aethex/protocol';
import type { HookFailure } from '../multiplayer.metrics.js';

export interface HookLimits {
  /** Milliseconds until a hook that is waited for counts as stalled. */
  readonly timeoutMs: number;
  /** Milliseconds a hook may run without giving way. */
  readonly budgetMs: number;
}

/** Running this long without giving way is too much even once. */
const farTooLong = 1_000;
/** So many hooks over the budget end the room. */
const mostSlow = 3;

/** Calls the hooks of one room and notices when one throws, stalls or keeps the process from everything else. */
export class RoomHooks {
  private slow = 0;

  constructor(
    private readonly limits: HookLimits,
    private readonly fail: (how: HookFailure, hook: string, cause?: unknown) => void,
  ) {}

  /** What the hook returns. Fails with `rooms.failed` when the room has been ended for it. */
  call<T>(hook: string, run: () => T | Promise<T>): T | Promise<T> {
    const from = performance.now();
    let result: T | Promise<T>;
    try {
      result = run();
    } catch (error) {
      return this.ended('threw', hook, error);
    }
    this.measure(hook, performance.now() - from);
    return result instanceof Promise ? this.inTime(hook, result) : result;
  }

  private measure(hook: string, ms: number): void {
    if (ms <= this.limits.budgetMs) return;
    this.slow += 1;
    if (ms > farTooLong || this.slow >= mostSlow) this.ended('slow', hook, { ms: Math.round(ms) });
  }

  private async inTime<T>(hook: string, result: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof tooLate>((resolve) => {
      timer = setTimeout(() => resolve(tooLate), this.limits.timeoutMs);
    });
    const outcome = await Promise.race([result, late]).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    clearTimeout(timer);
    if ('error' in outcome) return this.ended('threw', hook, outcome.error);
    return outcome.value === tooLate ? this.ended('stalled', hook) : (outcome.value as T);
  }

  private ended(how: HookFailure, hook: string, cause?: unknown): never {
    this.fail(how, hook, cause);
    throw roomError('failed');
  }
}

const tooLate = Symbol('too late');
