import {
  adapter,
  Bus,
  Cache,
  Clock,
  Db,
  Ids,
  Jobs,
  jobTable,
  Relay,
  TableJobs,
  type Adapter,
} from '@aethex/core';
import { RedisBus } from './bus/redis-bus.js';
import { RedisCache } from './cache/redis-cache.js';
import {
  examine,
  examineBus,
  examineCache,
  examineJobs,
  examineRelay,
  pulse,
  speaksBy,
} from './check/examine.js';
import { Connections } from './connection/connections.js';
import { BullJobsOptions } from './jobs/options.js';
import { RedisOptions, type RedisSettings } from './options.js';
import { RedisRelay } from './relay/redis-relay.js';
import { placeOf } from './rules/place.js';

/** What the adapters have in common. A command has its answer or its failure long before the time is over. */
const common = ({ url, prefix }: RedisSettings) => ({
  name: 'redis',
  reach: 'cluster' as const,
  about: { at: placeOf(url), prefix },
  timeoutMs: 5_000,
  pulse,
});

/** A cache in Redis, and so the counters of rate limits on all nodes. */
export function redisCache(options: RedisOptions): Adapter<Cache> {
  const settings = RedisOptions.parse(options);
  return adapter<Cache>({
    ...common(settings),
    port: Cache,
    create: async (context) => {
      const connections = await Connections.of(context, settings);
      return speaksBy(connections, new RedisCache(await connections.commands(), settings.prefix));
    },
    check: (cache) => examine(cache, examineCache),
  });
}

/** A bus through Redis. */
export function redisBus(options: RedisOptions): Adapter<Bus> {
  const settings = RedisOptions.parse(options);
  return adapter<Bus>({
    ...common(settings),
    port: Bus,
    create: async (context) => {
      const connections = await Connections.of(context, settings);
      const [commands, ears] = [await connections.commands(), await connections.ears()];
      return speaksBy(connections, new RedisBus(commands, ears, settings.prefix, context.log));
    },
    check: (bus) => examine(bus, examineBus),
  });
}

/** A relay through Redis: who owns a room, and what nodes say to each other about it. */
export function redisRelay(options: RedisOptions): Adapter<Relay> {
  const settings = RedisOptions.parse(options);
  const { prefix } = settings;
  return adapter<Relay>({
    ...common(settings),
    port: Relay,
    create: async (context) => {
      const connections = await Connections.of(context, settings);
      const [commands, ears] = [await connections.commands(), await connections.ears()];
      const line = new RedisBus(commands, ears, prefix, context.log, 'relay');
      return speaksBy(connections, new RedisRelay(commands, line, prefix));
    },
    check: (relay) => examine(relay, examineRelay),
  });
}

/** Jobs in a table of the database, whose workers Bull wakes: one that is free, on whichever node. */
export function bullJobs(options: BullJobsOptions): Adapter<Jobs> {
  const { url, prefix, sweepSeconds, ...times } = BullJobsOptions.parse(options);
  const settings = { url, prefix };
  return adapter<Jobs>({
    ...common(settings),
    port: Jobs,
    name: 'bull',
    about: { ...common(settings).about, sweepSeconds, ...times },
    needs: [Db, Clock, Ids],
    ...jobTable,
    // The database and Redis have their own limits, and a wait for jobs to settle lasts as long as they do.
    timeoutMs: 0,
    create: async (context) => {
      const { get, log, onClose } = context;
      const connections = await Connections.of(context, settings);
      const { BullQueues } = await import('./jobs/bull-queues.js');
      const { BullWaker } = await import('./jobs/bull-waker.js');
      const queues = await BullQueues.open(connections, log);
      onClose(() => queues.close());
      const tools = { db: get(Db), clock: get(Clock), ids: get(Ids), log };
      const waits = { pollMs: times.pollSeconds * 1000, sweepMs: sweepSeconds * 1000 };
      const jobs = new TableJobs(
        { ...tools, waker: (queue) => new BullWaker({ ...tools, ...waits, queue, queues, connections }) },
        times,
      );
      onClose(() => jobs.close());
      return speaksBy(connections, jobs);
    },
    check: (jobs) => examine(jobs, examineJobs),
  });
}

/** Everything Redis is good for: `adapters: [...redis({ url }), …]`. They share their connections. */
export const redis = (options: RedisOptions): Adapter[] => [
  redisCache(options),
  redisBus(options),
  redisRelay(options),
  bullJobs(options),
];
