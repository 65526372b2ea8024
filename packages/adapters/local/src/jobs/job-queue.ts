import type { Clock, Db, DeadJob, Ids, Key, NewJob, Unit } from '@aethex/core';
import { DeadJobRow } from './entities/dead-job.entity.js';
import { QueuedJob } from './entities/queued-job.entity.js';
import { backOff } from './rules/back-off.js';
import { checkJob } from './rules/check-job.js';

const defaultTries = 10;
/** How much of an error is kept with a dead job. */
const longestError = 2_000;
const page = 100;
/** Before every other id. */
const nil = '00000000-0000-0000-0000-000000000000';

export interface QueueTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface QueueTimes {
  /** For how long a job belongs to a worker that is not heard of. */
  readonly leaseMs: number;
  /** For how long the dead are kept. */
  readonly keepDeadMs: number;
}

/** A job in the hands of a worker. */
export interface HeldJob extends QueuedJob {
  readonly run: string;
}

const firstDue =
  'SELECT "id" FROM "jobs_queue" WHERE "name" = $1 AND "due_at" <= $2 ORDER BY "due_at", "id" LIMIT 1';
const anyBusy = 'SELECT 1 FROM "jobs_queue" WHERE "due_at" <= $1 OR "run" IS NOT NULL LIMIT 1';
const oldDead = 'DELETE FROM "jobs_dead" WHERE "died_at" < $1';
const nextDead =
  'SELECT "id" FROM "jobs_dead" WHERE "died_at" > $1 OR ("died_at" = $1 AND "id" > $2) ORDER BY "died_at", "id" LIMIT $3';

/** The table of jobs. Every change names what it believes the row to be, so of several that race one takes effect. */
export class JobQueue {
  constructor(
    private readonly tools: QueueTools,
    private readonly times: QueueTimes,
  ) {}

  /** Adds a job inside a write and returns its id, or that of the one with its key that waits for its first try. */
  async add(em: Unit, job: NewJob): Promise<string> {
    checkJob(job);
    const { name, key = null, data = null, tries = defaultTries } = job;
    const id = this.tools.ids.next();
    const dueAt = job.at ?? this.tools.clock.now();
    const row = { id, name, data, pendingKey: key, tries, attempt: 0, dueAt, run: null };
    while (!(await em.add(QueuedJob, row))) {
      const pending = await em.pick(QueuedJob, { name, pendingKey: key });
      if (pending) return pending.id;
      // It began between the two questions, so the key is free again.
    }
    return id;
  }

  /** Takes the first job of a name that is due, or `null`. */
  async take(name: string): Promise<HeldJob | null> {
    for (;;) {
      const job = await this.first(name);
      if (!job) return null;
      if (job.attempt < job.tries) {
        const held = await this.hold(job);
        if (held) return held;
      } else {
        // Its last worker was never heard of again: the job may be what ended it.
        await this.bury(job, untouched(job), 'Its worker stopped without an answer.');
      }
    }
  }

  /** Says that the worker is still at it. `false` when the job is not its own any more. */
  async renew(job: HeldJob): Promise<boolean> {
    return this.change(own(job), { dueAt: this.in(this.times.leaseMs) });
  }

  /** The job is done. `false` when somebody else had taken it meanwhile. */
  async finish(job: HeldJob): Promise<boolean> {
    return this.tools.db.write(async (em) => (await em.drop(QueuedJob, own(job))) > 0);
  }

  /** The job failed: it waits for its next try, or is given up after its last one. Says whether it was given up. */
  async fail(job: HeldJob, error: unknown): Promise<boolean> {
    if (job.attempt >= job.tries)
      return this.bury(job, own(job), error instanceof Error ? error.message : String(error));
    await this.change(own(job), { run: null, dueAt: this.in(backOff(job.attempt, Math.random())) });
    return false;
  }

  /** Whether no job waits that is due, and none runs. */
  async isIdle(): Promise<boolean> {
    const now = this.tools.clock.now().getTime();
    const { rows } = await this.tools.db.read((em) => em.run(anyBusy, [now]));
    return rows.length === 0;
  }

  /** Yields the dead, the oldest first, a page at a time. */
  async *dead(): AsyncIterable<DeadJob> {
    let last = { at: Number.MIN_SAFE_INTEGER, id: nil };
    for (;;) {
      const dead = await this.pageOfDead(last);
      yield* dead;
      const end = dead.at(-1);
      if (!end) return;
      last = { at: end.diedAt.getTime(), id: end.id };
    }
  }

  private pageOfDead(last: { at: number; id: string }): Promise<DeadJobRow[]> {
    return this.tools.db.read(async (em) => {
      const { rows } = await em.run(nextDead, [last.at, last.id, page]);
      const found = await Promise.all(rows.map(({ id }) => em.pick(DeadJobRow, { id: String(id) })));
      return found.filter((one) => one !== null);
    });
  }

  private async first(name: string): Promise<QueuedJob | null> {
    const now = this.tools.clock.now().getTime();
    return this.tools.db.read(async (em) => {
      const { rows } = await em.run(firstDue, [name, now]);
      return rows[0] ? em.pick(QueuedJob, { id: String(rows[0]['id']) }) : null;
    });
  }

  private async hold(job: QueuedJob): Promise<HeldJob | null> {
    const held = {
      run: this.tools.ids.next(),
      attempt: job.attempt + 1,
      dueAt: this.in(this.times.leaseMs),
      pendingKey: null,
    };
    return (await this.change(untouched(job), held)) ? { ...job, ...held } : null;
  }

  private async bury({ id, name, data }: QueuedJob, as: Key<QueuedJob>, error: string): Promise<boolean> {
    const diedAt = this.tools.clock.now();
    return this.tools.db.write(async (em) => {
      if ((await em.drop(QueuedJob, as)) === 0) return false;
      await em.add(DeadJobRow, { id, name, data, error: error.slice(0, longestError), diedAt });
      await em.run(oldDead, [diedAt.getTime() - this.times.keepDeadMs]);
      return true;
    });
  }

  private change(as: Key<QueuedJob>, patch: Partial<QueuedJob>): Promise<boolean> {
    return this.tools.db.write(async (em) => (await em.change(QueuedJob, as, patch)) > 0);
  }

  private in(ms: number): Date {
    return new Date(this.tools.clock.now().getTime() + ms);
  }
}

/** The row as long as its worker has it. */
const own = ({ id, run }: HeldJob): Key<QueuedJob> => ({ id, run });

/** The row as long as nobody has taken it, given it back or renewed it. */
const untouched = ({ id, attempt, run, dueAt }: QueuedJob): Key<QueuedJob> => ({ id, attempt, run, dueAt });
