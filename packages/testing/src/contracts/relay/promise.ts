import type { Claim, Relay } from '@aethex/core';
import type { Stage } from '../../harness/stage.js';
import { assert, type Promised } from '../suite.js';

export type RelayPromise = Promised<Stage<Relay>>;

/** Seconds that no check lasts. */
export const minute = 60;

/** A claim that has to succeed. */
export async function take(relay: Relay, name: string, node = 'a', seconds = minute): Promise<Claim> {
  const claim = await relay.claim(name, node, seconds);
  assert.ok(claim, `"${name}" was not given to "${node}"`);
  return claim;
}
