import type { JobRun, Jobs } from '@aethex/core';
import type { Stage } from '../../harness/stage.js';
import type { Promised } from '../suite.js';

export type JobsPromise = Promised<Stage<Jobs>>;

/** Does the jobs of a name and notes them. */
export async function record(
  jobs: Jobs,
  name: string,
  run: (job: JobRun) => Promise<void> | void = () => undefined,
) {
  const runs: JobRun[] = [];
  const undo = await jobs.work(name, async (job) => {
    runs.push(job);
    await run(job);
  });
  return { runs, undo };
}

/** Something to wait for until it is opened, or until the check is over. */
export function gate(stage: Stage<Jobs>) {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  stage.atEnd(open);
  return { passed, open };
}

/** The ids of the dead of one name, in the order they come. */
export async function deadOf(jobs: Jobs, name: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const job of jobs.dead()) if (job.name === name) ids.push(job.id);
  return ids;
}
