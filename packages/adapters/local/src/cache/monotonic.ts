import type { Clock } from '@aethex/core';

/**
 * Milliseconds that never run backwards, counted from 1: when the clock is set back they go on from where they were.
 * So a lifetime neither begins anew nor lasts for ever, and a test's clock still moves it.
 */
export function monotonic(clock: Clock): () => number {
  let latest = clock.now().getTime();
  let behind = 1 - latest;
  return () => {
    const now = clock.now().getTime();
    if (now < latest) behind += latest - now;
    latest = now;
    return now + behind;
  };
}
