import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Db, type SqlRow, type SqlValue } from '@aethex/core';
import { saves, type ClientOf } from '@aethex/protocol';
import { Refused, type TestServer } from '@aethex/testing';

export type Saves = ClientOf<typeof saves>;

/** A player's client inside the process: without rate limits, which stand still with the clock. */
export const player = (server: TestServer, name: string, gameId?: string): Saves =>
  server.as(name, gameId === undefined ? {} : { gameId }).direct(saves);

export const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** JSON text that does not compress, of about so many bytes. */
export const noise = (bytes: number): string => randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64');

/** What a call was refused with. Fails when it was not. */
export async function refusal(call: Promise<unknown>): Promise<Refused> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && outcome.error instanceof Refused) return outcome.error;
  throw new Error(`It was not refused: ${JSON.stringify(outcome)}`);
}

export const rowsOf = async (
  server: TestServer,
  sql: string,
  values: readonly SqlValue[] = [],
): Promise<readonly SqlRow[]> => (await server.get(Db).read((em) => em.run(sql, values))).rows;

export const change = async (
  server: TestServer,
  sql: string,
  values: readonly SqlValue[] = [],
): Promise<void> => void (await server.get(Db).write((em) => em.run(sql, values)));

/** What the ledger says of a player, and what their rows add up to. They must be equal. */
export async function usage(server: TestServer, playerId: string): Promise<{ said: number; held: number }> {
  const of = async (sql: string): Promise<number> =>
    Number((await rowsOf(server, sql, [playerId]))[0]?.['bytes'] ?? 0);
  const said = await of('SELECT stored_bytes AS bytes FROM saves_usage WHERE player_id = $1');
  const revisions = await of('SELECT SUM(stored_bytes) AS bytes FROM saves_revisions WHERE player_id = $1');
  const conflicts = await of('SELECT SUM(stored_bytes) AS bytes FROM saves_conflicts WHERE player_id = $1');
  return { said, held: revisions + conflicts };
}

/** The files that hold blobs of saves. */
export async function blobFiles(server: TestServer): Promise<string[]> {
  const root = join(server.dir, 'blobs', 'saves');
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly body: Record<string, unknown>;
}

/** A REST request as a stranger would write it. */
export async function rest(
  server: TestServer,
  name: string,
  route: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> } = {},
): Promise<RestAnswer> {
  const [method = '', path = ''] = route.split(' ');
  const token = await server.as(name).token();
  const type: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...type, ...headers },
    ...(body !== undefined && { body }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const parsed = isJson ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, bytes, body: parsed };
}
