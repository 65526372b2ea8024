import { Clock, Db, type AdapterContext, type JobRun, type Jobs } from '@aethex/core';
import { tableJobs } from '@aethex/local';
import { spoilt, type Broken } from './broken.js';

export type Run = (job: JobRun) => Promise<void>;
type Spoil = (real: Jobs, tools: JobTools) => Partial<Jobs> | Promise<Partial<Jobs>>;

export interface JobTools {
  readonly now: () => number;
  /** Changes the table behind the back of the adapter. */
  readonly sql: (statement: string, values?: (string | number)[]) => Promise<unknown>;
  /** A second adapter on the same table, on the same node. */
  readonly twin: () => Promise<Jobs>;
  /** 0 for the first node, 1 for the next. */
  readonly node: number;
  readonly onClose: AdapterContext['onClose'];
}

/** Table jobs that look into the table every few milliseconds, spoilt. */
export function brokenJobs(breaks: string, makeSpoil: () => Spoil): Broken<Jobs> {
  const adapter = () => {
    const good = tableJobs({ pollSeconds: 0.005 });
    const spoil = makeSpoil();
    let nodes = 0;
    return spoilt(good, (real, context) =>
      spoil(real, {
        now: () => context.get(Clock).now().getTime(),
        sql: (statement, values = []) => context.get(Db).write((em) => em.run(statement, values)),
        twin: async () => good.create(context),
        node: nodes++,
        onClose: context.onClose,
      }),
    );
  };
  return { breaks, adapter };
}

/** The worker's runs pass through `around`. */
export const workAround = (
  real: Jobs,
  around: (job: JobRun, run: Run, name: string) => Promise<void>,
): Pick<Jobs, 'work'> => ({
  work: (name, run) => real.work(name, (job) => around(job, run, name)),
});
