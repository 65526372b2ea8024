import { BlobStore, Db, type Plugin } from '@aethex/core';
import { getMetadataArgsStorage } from 'typeorm';
import type { TestServer } from '../server/start-aethex.js';

export const tableOf = (entity: new () => object): string =>
  getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name ?? entity.name;

/** Every place where a plugin's tables and blobs mention a text: `saves_slots.player_id`, `blob saves/…`. */
export async function mentionsOf(server: TestServer, plugin: Plugin, text: string): Promise<string[]> {
  const tables = (plugin.spec.entities ?? []).map(tableOf);
  const inTables = await Promise.all(tables.map((table) => inTable(server.get(Db), table, text)));
  return [...inTables.flat(), ...(await inBlobs(server.get(BlobStore), plugin.spec.id, text))];
}

async function inTable(db: Db, table: string, text: string): Promise<string[]> {
  const { rows } = await db.read((em) => em.run(`SELECT * FROM "${table}"`));
  const columns = rows.flatMap((row) => Object.keys(row).filter((column) => holds(row[column], text)));
  return [...new Set(columns)].map((column) => `${table}.${column}`);
}

async function inBlobs(blobs: BlobStore, plugin: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of blobs.list(`${plugin}/`)) if (key.includes(text)) found.push(`blob ${key}`);
  return found;
}

function holds(value: unknown, text: string): boolean {
  if (value instanceof ArrayBuffer || value instanceof Uint8Array)
    return Buffer.from(value as Uint8Array).includes(text);
  return String(value).includes(text);
}
