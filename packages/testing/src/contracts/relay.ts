import type { Relay } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { claimPromises } from './relay/claims.js';
import { holdingPromises } from './relay/holding.js';
import { messagePromises } from './relay/messages.js';
import type { RelayPromise } from './relay/promise.js';
import { contract } from './suite.js';

/** What every `Relay` promises. */
export const relayPromises: readonly RelayPromise[] = [
  ...claimPromises,
  ...holdingPromises,
  ...messagePromises,
];

/** Tests every promise of `Relay`, between two nodes: `describe('RedisRelay', () => relayContract(() => redisRelay({ url })))`. */
export function relayContract(open: Open<Relay>): void {
  contract(relayPromises, async () => Stage.raise(await open()));
}
