import type { Db } from '../db/db.js';
import type { Key } from '../db/table-book.js';
import type { Unit } from '../db/unit.js';
import type { Clock } from '../ports/clock.js';
import type { SqlRow } from '../ports/database.js';
import type { Ids } from '../ports/ids.js';
import type { DeadJob, NewJob } from '../ports/jobs.js';
import { DeadJobRow } from './entities/dead-job.entity.js';
import { QueuedJob } from './entities/queued-job.entity.js';
import { backOff } from './rules/back-off.js';
import { checkJob } from './rules/check-job.js';
import { allDue, anyBusy, firstDue, nextDead, oldDead, takeDue } from './statements.js';

const defaultTries = 10;
/** How much of an error is kept with a dead job. */
const longestError = 2_000;
const page = 100;
/** Before every other id. */
const nil = '00000000-0000-0000-0000-000000000000';
/** Milliseconds by which clocks of nodes may differ before a job that was added on one seems early to another. */
const skewMs = 120_000;

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

/** A job that waits for its next try, from `dueAt` on. */
export type WaitingJob = Pick<QueuedJob, 'id' | 'name' | 'attempt' | 'dueAt'>;

/** A job in the hands of a worker. */
export interface HeldJob extends QueuedJob {
  readonly run: string;
}

/** The table of jobs. Every change names what it believes the row to be, so of several that race one takes effect. */
export class JobQueue {
  constructor(
    private readonly tools: QueueTools,
    private readonly times: QueueTimes,
  ) {}

  /** Adds a job inside a write and returns it, or the one with its key that waits for its first try. */
  async add(em: Unit, job: NewJob): Promise<WaitingJob> {
    checkJob(job);
    const { name, key = null, data = null, tries = defaultTries } = job;
    const id = this.tools.ids.next();
    // What is to be done at once is due on every node, also on one whose clock is behind.
    const dueAt = job.at ?? this.in(-skewMs);
    const row = { id, name, data, pendingKey: key, tries, attempt: 0, dueAt, run: null };
    while (!(await em.add(QueuedJob, row))) {
      const pending = await em.pick(QueuedJob, { name, pendingKey: key });
      if (pending) return pending;
      // It began between the two questions, so the key is free again.
    }
    return row;
  }

  /** Takes the first job of a name that is due, or `null`. */
  async take(name: string): Promise<HeldJob | null> {
    for (;;) {
      const job = await (this.tools.db.dialect === 'postgres'
        ? this.takeAtOnce(name)
        : this.takeInSteps(name));
      if (!job || job.attempt <= job.tries) return job;
      // Its last worker was never heard of again: the job may be what ended it.
      await this.bury(job, 'Its worker stopped without an answer.');
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

  /** The job failed: returns how it waits for its next try, or that it was its last one, or that another worker has it. */
  async fail(job: HeldJob, error: unknown): Promise<WaitingJob | 'dead' | 'taken'> {
    if (job.attempt >= job.tries) {
      const buried = await this.bury(job, error instanceof Error ? error.message : String(error));
      return buried ? 'dead' : 'taken';
    }
    const again = { run: null, dueAt: this.in(backOff(job.attempt, Math.random())) };
    return (await this.change(own(job), again)) ? { ...job, ...again } : 'taken';
  }

  /** The jobs of a name that are due within `aheadMs`, the earliest first, up to `most`. */
  async due(name: string, most: number, aheadMs: number): Promise<WaitingJob[]> {
    const until = this.in(aheadMs).getTime();
    const { rows } = await this.tools.db.read((em) => em.run(allDue, [name, until, most]));
    return rows.map((row) => ({
      id: String(row['id']),
      name,
      attempt: Number(row['attempt']),
      dueAt: new Date(Number(row['due_at'])),
    }));
  }

  /** Whether no job waits that is due, and none runs. */
  async isIdle(): Promise<boolean> {
    const { rows } = await this.tools.db.read((em) => em.run(anyBusy, [this.in(0).getTime()]));
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

  private async takeAtOnce(name: string): Promise<HeldJob | null> {
    const run = this.tools.ids.next();
    const dueAt = this.in(this.times.leaseMs);
    const values = [name, this.in(0).getTime(), run, dueAt.getTime()];
    const { rows } = await this.tools.db.write((em) => em.run(takeDue, values));
    return rows[0] ? { ...heldFrom(rows[0]), name, run, dueAt, pendingKey: null } : null;
  }

  private async takeInSteps(name: string): Promise<HeldJob | null> {
    for (;;) {
      const job = await this.first(name);
      if (!job) return null;
      const held = {
        run: this.tools.ids.next(),
        attempt: job.attempt + 1,
        dueAt: this.in(this.times.leaseMs),
        pendingKey: null,
      };
      if (await this.change(untouched(job), held)) return { ...job, ...held };
    }
  }

  private async first(name: string): Promise<QueuedJob | null> {
    return this.tools.db.read(async (em) => {
      const { rows } = await em.run(firstDue, [name, this.in(0).getTime()]);
      return rows[0] ? em.pick(QueuedJob, { id: String(rows[0]['id']) }) : null;
    });
  }

  private async bury(job: HeldJob, error: string): Promise<boolean> {
    const { id, name, data } = job;
    const diedAt = this.tools.clock.now();
    return this.tools.db.write(async (em) => {
      if ((await em.drop(QueuedJob, own(job))) === 0) return false;
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

/** What `RETURNING` gives, as the entity's properties. Postgres gives bigint as text. */
const heldFrom = (row: SqlRow): Pick<QueuedJob, 'id' | 'data' | 'tries' | 'attempt'> => ({
  id: String(row['id']),
  data: row['data'] === null ? null : (JSON.parse(row['data'] as string) as QueuedJob['data']),
  tries: Number(row['tries']),
  attempt: Number(row['attempt']),
});
