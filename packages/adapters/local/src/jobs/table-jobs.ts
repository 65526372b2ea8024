import {
  adapter,
  Bus,
  BusWaker,
  Clock,
  Db,
  Ids,
  Jobs,
  jobTable,
  TableJobs,
  TableJobsOptions,
} from '@aethex/core';
import type { Adapter } from '@aethex/core';
import type { z } from 'zod';

export type TableJobsOptions = z.input<typeof TableJobsOptions>;

/** Jobs in a table of the database. */
export function tableJobs(options: TableJobsOptions = {}): Adapter<Jobs> {
  const parsed = TableJobsOptions.parse(options);
  return adapter<Jobs>({
    port: Jobs,
    name: 'table',
    // As far as its database: core shortens it to that.
    reach: 'cluster',
    needs: [Db, Clock, Ids],
    helpedBy: [Bus],
    about: parsed,
    ...jobTable,
    // The database has its own limit, and a wait for jobs to settle lasts as long as they do.
    timeoutMs: 0,
    create: ({ get, log, onClose }) => {
      const tools = { db: get(Db), clock: get(Clock), ids: get(Ids), log };
      const waker = new BusWaker({ ...tools, bus: get(Bus), pollMs: parsed.pollSeconds * 1000 });
      const jobs = new TableJobs({ ...tools, waker: () => waker }, parsed);
      onClose(() => jobs.close());
      return jobs;
    },
  });
}
