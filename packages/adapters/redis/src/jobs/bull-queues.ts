import { setTimeout as sleep } from 'node:timers/promises';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from '@aethex/core';
import type { Queue } from 'bull';
import type { Redis } from 'ioredis';
import { answerMs, blockMs } from '../connection/client-options.js';
import type { Connections } from '../connection/connections.js';
import { Ears } from '../connection/ears.js';
import type { WakeUp } from './rules/wake-ups.js';

/** Milliseconds before Bull tries again what has failed. */
const retryMs = 1_000;

/** What a queue of Bull is made with. */
interface Kit {
  readonly context: INestApplicationContext;
  readonly register: (name: string, createClient: (type: string) => Redis) => Promise<Queue>;
  readonly commands: Redis;
  readonly listener: Redis;
  readonly ears: Ears;
  readonly blocking: () => Redis;
}

class BullContext {}

/** Bull's queues, one for each name of jobs, through `@nestjs/bull` in a small Nest context of their own. */
export class BullQueues {
  private readonly queues = new Map<string, Promise<Queue>>();
  private readonly ends = new Set<() => Promise<void>>();
  private readonly prefix: string;

  private constructor(
    private readonly kit: Kit,
    private readonly connections: Connections,
    private readonly log: Logger,
  ) {
    this.prefix = keyPrefix(connections.prefix);
  }

  static async open(connections: Connections, log: Logger): Promise<BullQueues> {
    const { BullModule, getQueueToken } = await import('@nestjs/bull');
    const shared = BullModule.forRoot({
      prefix: keyPrefix(connections.prefix),
      // The row in the table is the record; of a wake-up nothing need stay.
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      settings: { drainDelay: blockMs / 1000, guardInterval: retryMs, retryProcessDelay: retryMs },
      skipVersionCheck: true,
    } as Parameters<typeof BullModule.forRoot>[1]);
    const context = await NestFactory.createApplicationContext(
      { module: BullContext, imports: [shared] },
      { logger: false, abortOnError: false },
    );
    const lazily = context.get(LazyModuleLoader);
    const register: Kit['register'] = async (name, createClient) => {
      const module = await lazily.load(() => BullModule.registerQueue({ name, createClient }));
      return module.get<Queue>(getQueueToken(name), { strict: true });
    };
    const listener = await connections.listen('bull');
    const kit = {
      context,
      register,
      commands: await connections.commands(),
      listener,
      ears: new Ears(listener, log),
      blocking: await connections.blocking('jobs'),
    };
    return new BullQueues(kit, connections, log);
  }

  /** Adds wake-ups of a name; those that are there already stay as they are. */
  async add(name: string, wakeUps: readonly WakeUp[]): Promise<void> {
    const queue = await this.of(name);
    const [first] = wakeUps;
    if (wakeUps.length === 1 && first) return void (await queue.add(first.data, first.opts));
    const added = await queue.addBulk(wakeUps.map(({ data, opts }) => ({ data, opts })));
    // Of several at once Bull keeps the refusals to itself and leaves out their ids.
    if (added.some(({ id }) => id === undefined || id === null)) throw new Error('Redis refused a wake-up.');
  }

  /** Does something for each wake-up of a name, one after the other. The undo waits for the one under way. */
  async process(name: string, work: () => Promise<unknown>): Promise<() => Promise<void>> {
    const end = new AbortController();
    const ended = this.keepProcessing(name, work, end.signal);
    const undo = async (): Promise<void> => {
      this.ends.delete(undo);
      end.abort();
      await ended;
    };
    this.ends.add(undo);
    return undo;
  }

  async close(): Promise<void> {
    await Promise.all([...this.ends].map((end) => end()));
    this.kit.ears.close();
    await inTime(this.kit.context.close());
  }

  /** Bull begins only while Redis answers, so it is begun again until it does. */
  private async keepProcessing(name: string, work: () => Promise<unknown>, end: AbortSignal): Promise<void> {
    const ended = new Promise<void>((resolve) => end.addEventListener('abort', () => resolve()));
    while (!end.aborted) {
      const blocked = this.kit.blocking();
      const queue = await this.make(name, () => blocked);
      // What Bull would name the connection by: it does not wait for the outcome, and we have named it.
      Object.assign(queue, { setWorkerName: () => Promise.resolve() });
      const processing = queue
        .process(async () => void (await work()))
        .catch((error: unknown) => {
          this.log.debug({ err: error, job: name }, 'Bull could not begin; trying again');
        });
      await Promise.race([processing, ended]);
      await this.stop(queue, blocked);
      if (!end.aborted) await Promise.race([sleep(retryMs, undefined, { ref: false }), ended]);
    }
  }

  private async stop(queue: Queue, blocked: Redis): Promise<void> {
    // Bull would wait for half a second, and then connect once more.
    this.connections.leave(blocked);
    Object.assign(blocked, { connect: () => Promise.resolve() });
    await inTime(queue.whenCurrentJobsFinished());
    // The job under way may never end; Bull's timers must.
    await inTime(queue.close(true));
  }

  private of(name: string): Promise<Queue> {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = this.make(name, this.kit.blocking);
      this.queues.set(name, queue);
    }
    return queue;
  }

  private async make(name: string, blocking: () => Redis): Promise<Queue> {
    const { register, commands, listener, ears } = this.kit;
    ears.keep(`${this.prefix}:${name}:delayed`);
    const queue = await register(name, (type) => {
      if (type === 'client') return commands;
      return type === 'subscriber' ? listener : blocking();
    });
    queue.on('error', (error) => this.log.debug({ err: error, job: name }, 'Bull could not reach Redis'));
    return queue;
  }
}

/** Waits for Bull to close, but not for a Redis that does not answer: what runs is waited for elsewhere. */
const inTime = async (closing: Promise<unknown>): Promise<void> => {
  const late = new AbortController();
  const limit = sleep(answerMs, undefined, { ref: false, signal: late.signal }).catch(() => undefined);
  await Promise.race([closing, limit]);
  late.abort();
};

/** The braces keep all keys of one queue in one slot of a cluster. */
const keyPrefix = (prefix: string): string => `{${prefix}:jobs}`;
