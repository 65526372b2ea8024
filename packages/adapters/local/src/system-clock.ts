import { adapter, Clock, type Adapter } from '@aethex/core';

/** The host's clock. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** The host's clock. Nodes agree as well as their hosts do. */
export const systemClock = (): Adapter<Clock> =>
  adapter<Clock>({ port: Clock, name: 'system', reach: 'cluster', create: () => new SystemClock() });
