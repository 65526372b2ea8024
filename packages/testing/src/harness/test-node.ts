import {
  Database,
  Db,
  Metrics,
  givenTo,
  migrateUp,
  schemaOf,
  shareIn,
  type Adapter,
  type Port,
} from '@aethex/core';
import type { House } from './house.js';

type End = () => Promise<void> | void;

/** One pretended process: its own instance of everything that reaches farther than a process. */
export class TestNode {
  private readonly made = new Map<Adapter, Promise<object>>();
  private readonly ends: { adapter: Adapter; end: End }[] = [];
  private readonly shared = new Map<string, object>();
  private readonly metrics = new Metrics();
  private db: Promise<Db> | undefined;

  constructor(private readonly house: House) {}

  /** What is bound to a port, or the `Db` on top of its database. */
  async get<T extends object>(port: Port<T>): Promise<T> {
    if ((port as Port) === (Db as unknown as Port)) return (await this.openDb()) as unknown as T;
    const found = this.house.adapters.find((one) => (one.port as Port) === port);
    if (!found) throw new TypeError(`Nothing is bound to ${port.name}. Give the suite an adapter for it.`);
    return (await this.make(found)) as T;
  }

  /** The node's instance of an adapter. */
  make(adapter: Adapter): Promise<object> {
    const kept = adapter.reach === 'process' ? this.house.shared : this.made;
    const made = kept.get(adapter) ?? this.create(adapter);
    kept.set(adapter, made);
    return made;
  }

  /** Tells one adapter to end and does not wait for it: so a process ends that has run out of time. */
  abandon(adapter: Adapter): void {
    for (const one of this.take(adapter)) void one.end();
  }

  /** Ends everything, what was made last first. */
  async close(): Promise<void> {
    for (const one of this.take()) await one.end();
  }

  private async create(adapter: Adapter): Promise<object> {
    const needs = new Map<Port, object>();
    for (const need of givenTo(adapter)) needs.set(need, await this.get(need));
    return adapter.create({
      get: <T extends object>(port: Port<T>): T => {
        const found = needs.get(port);
        if (!found)
          throw new TypeError(`Adapter "${adapter.name}" must name ${port.name} in "needs" to use it.`);
        return found as T;
      },
      log: this.house.log,
      metrics: this.metrics,
      share: (name, make) => shareIn(this.shared, name, make),
      onClose: (end) => void this.ends.push({ adapter, end }),
    });
  }

  private openDb(): Promise<Db> {
    this.db ??= this.migrated();
    return this.db;
  }

  private async migrated(): Promise<Db> {
    const database = await this.get(Database);
    const source = await database.open(schemaOf({ adapters: this.house.adapters, plugins: [] }));
    await migrateUp(database, source);
    return new Db(database, source, this.house.log);
  }

  private take(adapter?: Adapter): { adapter: Adapter; end: End }[] {
    const taken = this.ends.filter((one) => adapter === undefined || one.adapter === adapter);
    for (const one of taken) this.ends.splice(this.ends.indexOf(one), 1);
    return taken.toReversed();
  }
}
