import { AsyncResource } from 'node:async_hooks';
import { currentScope } from '@aethex/core';
import type { JsonValue } from '@aethex/protocol';
import { brokenJobs, workAround } from './jobs-kit.js';

const place = (name: string, key: string): string => `${name} ${key}`;

/** Broken promises about adding jobs. */
export const brokenAdding = [
  brokenJobs(
    'does a job with its data, under the id that add returned, counting attempts from 1',
    () => (real) => workAround(real, (job, run) => run({ ...job, data: job.data ?? {} })),
  ),
  brokenJobs('keeps a job that nobody does yet', () => (real) => {
    const names = new Set<string>();
    return {
      // Knows what is done here and takes everything else for a mistake.
      add: async (job) => (names.size > 0 && !names.has(job.name) ? 'nobody does this' : real.add(job)),
      work: (name, run) => {
        names.add(name);
        return real.work(name, run);
      },
    };
  }),
  brokenJobs('does a job not before its moment', () => (real, { now }) => ({
    add: ({ at, ...job }) => {
      const wait = (at?.getTime() ?? 0) - now();
      // Two seconds more or less do not matter, it thinks.
      return real.add(at === undefined || (wait > 1_500 && wait < 3_000) ? job : { ...job, at });
    },
  })),
  brokenJobs('lets only one of several with the same key wait for its first try', () => (real) => {
    const latest = new Map<string, JsonValue>();
    return {
      add: async (job) => {
        const id = await real.add(job);
        if (job.key !== undefined && job.data !== undefined) latest.set(id, job.data);
        return id;
      },
      ...workAround(real, (job, run) => run({ ...job, data: latest.get(job.id) ?? job.data })),
    };
  }),
  brokenJobs('adds one of a hundred that race with the same key', () => (real) => {
    let adding = 0;
    return {
      // Looks first whether there is one, and under pressure not closely enough.
      add: async ({ key, ...job }) => {
        adding += 1;
        try {
          return await real.add(key === undefined || adding > 40 ? job : { ...job, key });
        } finally {
          adding -= 1;
        }
      },
    };
  }),
  brokenJobs('lets a job that has begun block its key no longer', () => (real) => {
    const ids = new Map<string, string>();
    const running = new Set<string>();
    return {
      add: async (job) => {
        if (job.key === undefined) return real.add(job);
        const known = ids.get(place(job.name, job.key));
        if (known !== undefined && running.has(known)) return known;
        const id = await real.add(job);
        ids.set(place(job.name, job.key), id);
        return id;
      },
      ...workAround(real, async (job, run) => {
        running.add(job.id);
        await run(job).finally(() => running.delete(job.id));
      }),
    };
  }),
  brokenJobs('lets a job added inside a write appear only when it commits', () => (real) => {
    const outside = new AsyncResource('outside');
    return {
      add: async (job) => {
        if (!currentScope()?.unit) return real.add(job);
        outside.runInAsyncScope(() => void real.add(job));
        return 'on its own way';
      },
    };
  }),
];
