import {
  AdapterHost,
  BlobStore,
  BootError,
  createLogger,
  Database,
  Db,
  Metrics,
  type Plan,
  type Port,
  type Schema,
} from '@aethex/core';
import type { DataSource } from 'typeorm';

/** Where an installation keeps its rows and blobs, opened without a server around it. */
export interface OpenPorts {
  readonly database: Database;
  readonly source: DataSource;
  readonly blobs: BlobStore;
  close(): Promise<void>;
}

/**
 * Opens the database and the blobs of a plan and nothing else: no key is made, nothing migrates, no plugin starts. Only
 * the migrations of the schema can be run on it.
 */
export async function openPorts(plan: Plan, schema: Schema): Promise<OpenPorts> {
  const log = createLogger({ level: 'silent' });
  const host = new AdapterHost(log, new Metrics());
  const close = (): Promise<void> => host.onApplicationShutdown();
  const made = new Map<Port, object>();
  const make = async (port: Port): Promise<object> => {
    const adapter = plan.adapters.find((one) => one.port === port);
    if (!adapter) throw missing(port);
    const needs: object[] = [];
    for (const need of [...(adapter.needs ?? []), ...(adapter.helpedBy ?? [])]) needs.push(await get(need));
    return host.create(adapter, needs);
  };
  const get = async (port: Port): Promise<object> => {
    const found = made.get(port) ?? (await make(port));
    made.set(port, found);
    return found;
  };
  try {
    const database = (await get(Database)) as Database;
    const source = await database.open(schema);
    made.set(Db, new Db(database, source, log));
    return { database, source, blobs: (await get(BlobStore)) as BlobStore, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const missing = (port: Port): BootError =>
  new BootError(
    `No adapter provides a ${port.name}.`,
    'Add one to "adapters", or ...local.rest() for all that is missing.',
  );
