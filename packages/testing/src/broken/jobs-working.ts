import { brokenJobs, workAround } from './jobs-kit.js';

/** Broken promises about doing and failing. */
export const brokenWorking = [
  brokenJobs('does jobs of a name one at a time on each node', () => async (real, { twin }) => {
    const second = await twin();
    return {
      work: async (name, run) => {
        const undos = [await real.work(name, run), await second.work(name, run)];
        return async () => void (await Promise.all(undos.map((undo) => undo())));
      },
    };
  }),
  brokenJobs('lets no name wait for another', () => (real) => {
    let line: Promise<unknown> = Promise.resolve();
    return workAround(real, (job, run) => {
      const turn = line.then(() => run(job));
      line = turn.catch(() => undefined);
      return turn;
    });
  }),
  brokenJobs('waits for the job under way when a worker is undone, and does no other', () => (real) => {
    let running = 0;
    return {
      work: async (name, run) => {
        const undo = await real.work(name, async (job) => {
          running += 1;
          await run(job).finally(() => (running -= 1));
        });
        return async () => {
          const undone = undo();
          if (running === 0) await undone;
        };
      },
    };
  }),
  brokenJobs('undoes a worker twice without complaint, and takes another', () => (real) => ({
    work: async (name, run) => {
      const undo = await real.work(name, run);
      let undone = false;
      return async () => {
        if (undone) throw new Error('Undone already.');
        undone = true;
        await undo();
      };
    },
  })),
  brokenJobs('is settled when no job that is due waits or runs', () => () => ({
    settled: async () => undefined,
  })),
  brokenJobs(
    'tries a job that throws again, later each time',
    () =>
      (real, { sql, now }) =>
        workAround(real, async (job, run) => {
          try {
            await run(job);
          } catch (error) {
            // Sooner each time: once the failure is noted, the second wait is cut short.
            if (job.attempt > 1)
              setTimeout(() => void sql(sooner, [now() + 100, job.id]).catch(() => undefined), 20);
            throw error;
          }
        }),
  ),
  brokenJobs('holds up no other job by one that fails', () => (real) => {
    const stuck = new Map<string, string>();
    return workAround(real, async (job, run, name) => {
      const first = stuck.get(name) ?? job.id;
      if (first !== job.id) throw new Error('Another one is first.');
      stuck.set(name, job.id);
      await run(job);
      stuck.delete(name);
    });
  }),
  brokenJobs('lays a job aside as dead after its tries, and does it no more', () => (real) => ({
    add: (job) => real.add(job.tries === 2 ? { ...job, tries: 3 } : job),
  })),
  brokenJobs('yields the dead, the oldest first', () => (real) => ({
    dead: async function* () {
      const all = [];
      for await (const job of real.dead()) all.push(job);
      yield* all.toReversed();
    },
  })),
];

const sooner = 'UPDATE "jobs_queue" SET "due_at" = $1 WHERE "id" = $2 AND "run" IS NULL';
