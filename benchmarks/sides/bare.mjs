/**
 * What one would write by hand for reads alone: Fastify, a token remembered in a Map, the same SQL on the same engine.
 * The save lies there in plain text: no encryption, no checksum, no limits, no log, no metrics.
 */
import Fastify from 'fastify';
import Libsql from 'libsql';
import { ready } from './answer.mjs';

const [file, token, playerId] = process.argv.slice(2);
const db = new Libsql(file);
const players = new Map([[token, playerId]]);
const profile = db.prepare('SELECT * FROM auth_accounts WHERE id = ?1 LIMIT 1');
const save = db.prepare('SELECT * FROM bare_saves WHERE slot_id = ?1 AND revision = ?2 LIMIT 1');
const slots = new Map(
  db
    .prepare('SELECT id, player_id, slot_name, last_revision FROM saves_slots')
    .all()
    .map((slot) => [`${slot.player_id}/${slot.slot_name}`, slot]),
);

const app = Fastify();
const playerOf = (request) => players.get(request.headers.authorization?.slice('Bearer '.length));

app.get('/api/v1/auth/profile', (request, reply) => {
  const id = playerOf(request);
  if (!id) return reply.code(401).send({});
  const row = profile.get(id);
  return {
    user_id: row.id,
    username: row.username,
    email: row.email,
    display_name: row.display_name,
    avatar_url: row.avatar_url,
    preferences: JSON.parse(row.preferences),
    is_guest: false,
    is_verified: row.is_verified === 1,
    created_at: new Date(row.created_at).toISOString(),
    last_login_at: new Date(row.last_login_at).toISOString(),
  };
});

app.get('/api/v1/saves/:user/:slot', (request, reply) => {
  const id = playerOf(request);
  const slot = slots.get(`${id}/${request.params.slot}`);
  if (!slot) return reply.code(401).send({});
  const row = save.get(slot.id, slot.last_revision);
  const labels = JSON.parse(row.labels);
  return {
    save_id: slot.id,
    user_id: id,
    game_id: row.game_id,
    slot_name: slot.slot_name,
    revision: row.revision,
    parent_revision: row.parent_revision,
    version: labels.version ?? null,
    engine_version: labels.engine_version ?? null,
    timestamp: new Date(row.created_at).toISOString(),
    client_timestamp: labels.client_timestamp ?? null,
    size_bytes: row.size_bytes,
    stored_bytes: row.stored_bytes,
    checksum: row.checksum,
    compressed: row.compressed === 1,
    encoding: row.encoding,
    content_type: row.content_type,
    device: labels.device ?? null,
    metadata: labels.metadata ?? null,
    data: JSON.parse(row.payload),
  };
});

await app.listen({ port: 0, host: '127.0.0.1' });
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
ready({ url: `http://127.0.0.1:${app.server.address().port}` });
