import type { Logger } from '../observe/logger.js';
import { CronTick } from './entities/cron-tick.entity.js';
import type { JobQueue, QueueTools } from './job-queue.js';
import { Repeat } from './repeat.js';
import { ticksOf } from './rules/cron.js';
import type { JobWaker } from './waker.js';

export interface TickerTools extends QueueTools {
  readonly queue: JobQueue;
  readonly log: Logger;
  readonly pollMs: number;
  readonly waker: JobWaker;
}

/** The key of jobs that come by themselves: while one waits for its first try, no second one is added. */
const key = 'cron';

/** Adds a job at every tick, together with the other nodes: whoever moves the tick on in the table adds the job. */
export class CronTicker {
  private readonly after: (moment: Date) => Date;
  private loop: Repeat | undefined;

  constructor(
    private readonly name: string,
    private readonly cron: string,
    private readonly tools: TickerTools,
  ) {
    this.after = ticksOf(name, cron);
  }

  /** Notes when the next tick is, unless another node has, and waits for it. */
  async start(): Promise<void> {
    const { name, cron, tools } = this;
    const nextAt = this.after(tools.clock.now());
    await tools.db.write(async (em) => {
      if (await em.add(CronTick, { id: tools.ids.next(), name, cron, nextAt })) return;
      const kept = await em.pick(CronTick, { name });
      if (kept?.cron !== cron) await em.change(CronTick, { name }, { cron, nextAt });
    });
    this.loop = new Repeat(
      () => this.step(),
      () => tools.pollMs,
      tools.log,
    );
  }

  async stop(): Promise<void> {
    await this.loop?.stop();
  }

  private async step(): Promise<boolean> {
    const { name, cron, tools } = this;
    const tick = await tools.db.pick(CronTick, { name, cron });
    const now = tools.clock.now();
    if (!tick || tick.nextAt > now) return false;
    await tools.db.write(async (em) => {
      const moved = await em.change(
        CronTick,
        { name, cron, nextAt: tick.nextAt },
        { nextAt: this.after(now) },
      );
      if (moved === 0) return;
      const added = await tools.queue.add(em, { name, key });
      await tools.db.afterCommit(() => tools.waker.waits(added));
    });
    return true;
  }
}
