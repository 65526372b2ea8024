import type { Jobs } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { addingPromises } from './jobs/adding.js';
import type { JobsPromise } from './jobs/doing.js';
import { failingPromises } from './jobs/failing.js';
import { nodePromises } from './jobs/nodes.js';
import { tickingPromises } from './jobs/ticking.js';
import { workingPromises } from './jobs/working.js';
import { contract } from './suite.js';

/** What every `Jobs` promises. */
export const jobsPromises: readonly JobsPromise[] = [
  ...addingPromises,
  ...workingPromises,
  ...failingPromises,
  ...nodePromises,
  ...tickingPromises,
];

/**
 * Tests every promise of `Jobs`, between two nodes: `describe('BullJobs', () => jobsContract(() => bull({ url, prefix })))`.
 * Each adapter that `open` gives must have a place of its own, since `settled` speaks of all jobs there are. An adapter
 * that looks for jobs from time to time should do so every few milliseconds here.
 */
export function jobsContract(open: Open<Jobs>): void {
  contract(jobsPromises, async () => Stage.raise(await open()));
}
