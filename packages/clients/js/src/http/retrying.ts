import { refusal } from '../client-errors.js';
import type { Result } from '../result.js';
import { nextTry, type RetryPolicy } from '../rules/back-off.js';
import { pause } from '../timing.js';

export interface Trying {
  readonly policy: RetryPolicy;
  /** Whether the call may be sent again when nobody knows what became of it. */
  readonly repeatable: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Makes an attempt, and further ones while that is safe and there is hope. `tries` counts from 1. */
export async function retrying(
  { policy, repeatable, signal }: Trying,
  attempt: (tries: number) => Promise<Result<unknown>>,
): Promise<Result<unknown>> {
  const begun = performance.now();
  for (let tries = 1; ; tries += 1) {
    const result = await attempt(tries);
    if (result.success || !repeatable || !mayPass(result.error)) return result;
    const elapsedMs = performance.now() - begun;
    const retryAfterMs = (result.error.retryAfter ?? 0) * 1000;
    const wait = nextTry({ failures: tries, elapsedMs, retryAfterMs }, policy, Math.random());
    if (wait === null) return result;
    if (!(await pause(wait, signal))) return refusal('client.aborted');
  }
}

/** Whether the very same call may succeed later. The first call of a key that is still under way ends some time. */
export const mayPass = ({ retry, code }: { retry: boolean; code: string }): boolean =>
  retry || code === 'idem.in_flight';
