import type { Jobs, Undo } from '@aethex/core';
import { brokenJobs, workAround, type JobTools } from './jobs-kit.js';

const eachSecond = '* * * * * *';

/** Ticks by itself once in every second of the clock. */
function tickBySecond(now: () => number, tick: () => Promise<unknown>): Undo {
  let last = Math.floor(now() / 1000);
  const timer = setInterval(() => {
    const second = Math.floor(now() / 1000);
    if (second === last) return;
    last = second;
    void tick().catch(() => undefined);
  }, 3);
  return async () => clearInterval(timer);
}

/** `every` of an adapter that counts the seconds itself; other expressions are left to the real one. */
function ownTicks(
  real: Jobs,
  { now, onClose }: JobTools,
  tick: (name: string) => Promise<unknown>,
): Pick<Jobs, 'every'> {
  return {
    every: async (name, cron) => {
      if (cron !== eachSecond) return real.every(name, cron);
      const undo = tickBySecond(now, () => tick(name));
      onClose(undo);
      return undo;
    },
  };
}

/** Broken promises about several nodes, restarts and ticks. */
export const brokenNodes = [
  brokenJobs('does each job once while nothing fails, whichever node does it', () => (real) => {
    let count = 0;
    return workAround(real, async (job, run) => {
      count += 1;
      await run(job);
      if (count % 10 === 0) await run(job);
    });
  }),
  brokenJobs('does on one node what was added on another', () => {
    const workers: Set<string>[] = [];
    return (real, { node }) => {
      const mine = new Set<string>();
      workers[node] = mine;
      const elsewhere = (name: string): boolean => workers.some((names) => names !== mine && names.has(name));
      return {
        add: async (job) => (!mine.has(job.name) && elsewhere(job.name) ? 'not my business' : real.add(job)),
        work: (name, run) => {
          mine.add(name);
          return real.work(name, run);
        },
      };
    };
  }),
  brokenJobs('survives a restart', () => (_, { sql, onClose }) => {
    onClose(async () => void (await sql('DELETE FROM "jobs_queue" WHERE "attempt" = 0')));
    return {};
  }),
  brokenJobs(
    'does a job again on another node when its own goes away in the middle',
    () =>
      (_, { sql, onClose }) => {
        onClose(async () => void (await sql('DELETE FROM "jobs_queue" WHERE "attempt" > 0')));
        return {};
      },
  ),
  brokenJobs(
    'adds a job at every tick, once for all nodes',
    () => (real, tools) =>
      // Each node by itself.
      ownTicks(real, tools, (name) => real.add({ name, key: `tick of ${tools.node}` })),
  ),
  brokenJobs('reads five fields too, and adds nothing before the tick', () => (real) => ({
    every: async (name, cron) => {
      if (cron.split(' ').length === 5) await real.add({ name });
      return real.every(name, cron);
    },
  })),
  brokenJobs(
    'adds none while the job of an earlier tick waits for its first try',
    () => (real, tools) =>
      // The first node for all, and one upon the other.
      ownTicks(real, tools, async (name) => (tools.node === 0 ? real.add({ name }) : null)),
  ),
  brokenJobs('adds no more when it is undone, twice without complaint', () => (real) => ({
    every: async (name, cron) => {
      await real.every(name, cron);
      return async () => undefined;
    },
  })),
];
