/**
 * What one would write by hand on Postgres: Fastify, a token remembered in a Map, one prepared statement for each
 * request. The save lies there in plain text: no encryption, no checksum, no history, no limits, no log, no metrics.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import pg from 'pg';
import { smallSave } from '../lib/world.mjs';
import { ready } from './answer.mjs';

const [url, file] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const players = new Map(JSON.parse(readFileSync(file, 'utf8')).map(({ token, id }) => [token, id]));

await pool.query(`CREATE TABLE bare_saves AS SELECT r.*, s.slot_name FROM saves_revisions r
  JOIN saves_slots s ON s.id = r.slot_id`);
await pool.query(
  `ALTER TABLE bare_saves DROP payload, DROP sealed_key, ADD payload text, ADD PRIMARY KEY (id)`,
);
await pool.query('CREATE INDEX ON bare_saves (player_id, slot_name)');
await pool.query('UPDATE bare_saves SET payload = $1', [JSON.stringify(smallSave)]);

const profile = { name: 'profile', text: 'SELECT * FROM auth_accounts WHERE id = $1' };
const save = { name: 'save', text: 'SELECT * FROM bare_saves WHERE player_id = $1 AND slot_name = $2' };
const insert = {
  name: 'insert',
  text: `INSERT INTO bare_saves (id, game_id, player_id, slot_id, slot_name, revision, labels, encoding, content_type,
    size_bytes, stored_bytes, checksum, compressed, created_at, key_id, payload)
    VALUES ($1, 'default', $2, $1, $3, 1, '{}', 'json', 'application/json', $4, $4, '', false, $5, '', $6)`,
};

const app = Fastify();
const playerOf = (request) => players.get(request.headers.authorization?.slice('Bearer '.length));

app.get('/api/v1/auth/profile', async (request, reply) => {
  const id = playerOf(request);
  if (!id) return reply.code(401).send({});
  const [row] = (await pool.query({ ...profile, values: [id] })).rows;
  return {
    user_id: row.id,
    username: row.username,
    email: row.email,
    display_name: row.display_name,
    avatar_url: row.avatar_url,
    preferences: JSON.parse(row.preferences),
    is_guest: row.username === null,
    is_verified: row.is_verified,
    created_at: new Date(Number(row.created_at)).toISOString(),
    last_login_at: new Date(Number(row.last_login_at)).toISOString(),
  };
});

app.get('/api/v1/saves/:user/:slot', async (request, reply) => {
  const id = playerOf(request);
  if (!id) return reply.code(401).send({});
  const [row] = (await pool.query({ ...save, values: [id, request.params.slot] })).rows;
  if (!row) return reply.code(404).send({});
  return summaryOf(row, JSON.parse(row.payload));
});

app.post('/api/v1/saves/:user', async (request, reply) => {
  const player_id = playerOf(request);
  if (!player_id) return reply.code(401).send({});
  const { slot_name, data } = request.body;
  const payload = JSON.stringify(data);
  const [id, created_at, size_bytes] = [randomUUID(), Date.now(), Buffer.byteLength(payload)];
  await pool.query({ ...insert, values: [id, player_id, slot_name, size_bytes, created_at, payload] });
  return reply.code(201).send({ save_id: id, user_id: player_id, slot_name, size_bytes, created_at });
});

function summaryOf(row, data) {
  const labels = JSON.parse(row.labels);
  return {
    save_id: row.slot_id,
    user_id: row.player_id,
    game_id: row.game_id,
    slot_name: row.slot_name,
    revision: Number(row.revision),
    parent_revision: row.parent_revision && Number(row.parent_revision),
    version: labels.version ?? null,
    engine_version: labels.engine_version ?? null,
    timestamp: new Date(Number(row.created_at)).toISOString(),
    client_timestamp: labels.client_timestamp ?? null,
    size_bytes: Number(row.size_bytes),
    stored_bytes: Number(row.stored_bytes),
    checksum: row.checksum,
    compressed: row.compressed,
    encoding: row.encoding,
    content_type: row.content_type,
    device: labels.device ?? null,
    metadata: labels.metadata ?? null,
    data,
  };
}

await app.listen({ port: 0, host: '127.0.0.1' });
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
ready({ url: `http://127.0.0.1:${app.server.address().port}` });
