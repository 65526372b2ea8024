import pg from 'pg';
import type { PostgresSettings } from '../options.js';
import { placeOf } from '../rules/place.js';
import { refuseLossy, refuseUnfit } from '../rules/server-settings.js';
import { unreachable } from '../rules/unreachable.js';
import { readServerSettings } from './server-settings.js';

/** Connects once and throws a `BootError` when the server is away or would not keep our promises. */
export async function assertFit(settings: PostgresSettings): Promise<void> {
  const { url, ssl, acquireSeconds } = settings;
  const client = new pg.Client({
    connectionString: url,
    ...(ssl !== undefined && { ssl }),
    connectionTimeoutMillis: acquireSeconds * 1000,
    application_name: 'aethex boot',
  });
  client.on('error', () => undefined);
  const place = placeOf(url);
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(error, place);
  }
  try {
    const server = await readServerSettings(client);
    refuseUnfit(server, place);
    refuseLossy(server, settings);
  } finally {
    await client.end();
  }
}
