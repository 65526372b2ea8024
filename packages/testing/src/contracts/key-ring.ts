import type { KeyRing } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { nodePromises } from './key-ring/nodes.js';
import { rotationPromises } from './key-ring/rotation.js';
import { sealingPromises, type KeyRingPromise } from './key-ring/sealing.js';
import { contract } from './suite.js';

/** What every `KeyRing` promises. */
export const keyRingPromises: readonly KeyRingPromise[] = [
  ...sealingPromises,
  ...rotationPromises,
  ...nodePromises,
];

/**
 * Tests every promise of `KeyRing`: `describe('VaultKeys', () => keyRingContract(() => vaultKeys({ mount })))`. Each
 * adapter that `open` gives must have a ring of its own: the checks rotate and destroy keys.
 */
export function keyRingContract(open: Open<KeyRing>): void {
  contract(keyRingPromises, async () => Stage.raise(await open()));
}
