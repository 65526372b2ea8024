import type pg from 'pg';
import { serverQuestion, type ServerSettings } from '../rules/server-settings.js';

/** Asks a server for what our promises stand on. */
export async function readServerSettings(client: pg.ClientBase): Promise<ServerSettings> {
  const { rows } = await client.query<ServerSettings & pg.QueryResultRow>(serverQuestion);
  return rows[0] as ServerSettings;
}
