import type { Bus } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { deliveryPromises } from './bus/delivery.js';
import type { BusPromise } from './bus/hearing.js';
import { listenerPromises } from './bus/listeners.js';
import { contract } from './suite.js';

/** What every `Bus` promises. */
export const busPromises: readonly BusPromise[] = [...deliveryPromises, ...listenerPromises];

/** Tests every promise of `Bus`, between two nodes: `describe('RedisBus', () => busContract(() => redisBus({ url })))`. */
export function busContract(open: Open<Bus>): void {
  contract(busPromises, async () => Stage.raise(await open()));
}
