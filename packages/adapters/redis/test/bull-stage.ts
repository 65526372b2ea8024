import { afterEach } from '@jest/globals';
import type { Jobs } from '@aethex/core';
import { Stage, type MemoryLog } from '@aethex/testing';
import { bullJobs, type BullJobsOptions } from '../src/index.js';
import { ownPrefix } from './own-prefix.js';

const stages: Stage<Jobs>[] = [];

/** Bull jobs on a stage that is cleared when the test has ended. */
export async function raise(options: BullJobsOptions): Promise<Stage<Jobs>> {
  const stage = await Stage.raise(bullJobs({ prefix: ownPrefix(), ...options }));
  stages.push(stage);
  return stage;
}

/** Notes which jobs of a name are done, on whichever of the nodes. */
export async function worked(name: string, nodes: readonly Jobs[]): Promise<string[]> {
  const done: string[] = [];
  for (const jobs of nodes) await jobs.work(name, async ({ id }) => void done.push(id));
  return done;
}

export const warnings = (stage: Stage<Jobs>): string[] =>
  (stage.log as MemoryLog).lines.filter(({ level }) => level === 'warn').map(({ message }) => message);

afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});
