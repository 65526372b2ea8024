import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Adapter, Port } from '@aethex/core';
import { local } from '@aethex/local';
import { FakeClock } from '../fakes/fake-clock.js';
import { memoryLog, type MemoryLog } from '../fakes/memory-log.js';

/** What the nodes of one test have in common. */
export interface House {
  /** One adapter for each port: those that were given, else the local ones in a folder of their own. */
  readonly adapters: readonly Adapter[];
  /** Instances that reach no farther than this process, so that all nodes in it share them. */
  readonly shared: Map<Adapter, Promise<object>>;
  readonly clock: FakeClock;
  readonly log: MemoryLog;
  /** Removes the folder. */
  close(): Promise<void>;
}

/** Builds a house around some adapters. Its clock stands at the present moment until it is moved. */
export async function buildHouse(given: readonly Adapter[]): Promise<House> {
  const dir = await mkdtemp(join(tmpdir(), 'aethex-stage-'));
  const clock = new FakeClock(new Date());
  const bound = new Set<Port>(given.map(({ port }) => port));
  const others = [clock.adapter as Adapter, ...local.rest({ dir })].filter(
    ({ port }, index, all) => !bound.has(port) && all.findIndex((one) => one.port === port) === index,
  );
  return {
    adapters: [...given, ...others],
    shared: new Map(),
    clock,
    log: memoryLog(),
    close: () => rm(dir, { recursive: true, force: true }),
  };
}
