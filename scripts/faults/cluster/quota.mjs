import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { pause } from '../load.mjs';
import { Player } from '../player.mjs';

const quota = 1024 ** 3;
const room = 2 * 1024 ** 2;
/** Of each kind: small ones lie in the database, large ones in S3. */
const uploads = { small: 100, large: 100 };

/** A player whose quota has two megabytes left uploads two hundred saves at once: it is never passed by a byte. */
export async function quotaRun(cluster, { seed }) {
  const player = await new Player(cluster.at, 'first').guest();
  await player.put({ json: '1', base: 0, key: randomUUID() });
  const before = await usageOf(cluster.postgres.url, player.id, quota - room);
  const answers = await Promise.all([
    ...Array.from({ length: uploads.small }, (_, index) => save(player, `small${index}`, 30_000)),
    ...Array.from({ length: uploads.large }, (_, index) => save(player, `large${index}`, 70_000)),
  ]);
  const after = await usageOf(cluster.postgres.url, player.id);
  const stored = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status, body }) => status === 403 && body.error.code === 'saves.quota');
  const sum = stored.reduce((bytes, { body }) => bytes + body.stored_bytes, 0);
  const tooMany = answers.filter(({ status }) => status === 429);
  const violations = cluster.misdeeds();
  const kinds = new Set(answers.map(({ status, body }) => `${status} ${body.error?.code ?? ''}`));
  if (stored.length + refused.length + tooMany.length !== answers.length)
    violations.push(`answered ${[...kinds].join(', ')}`);
  if (after > quota) violations.push(`the quota was passed by ${after - quota} bytes`);
  if (after - before !== sum) violations.push(`${sum} bytes were stored, ${after - before} counted`);
  if (stored.length < 10 || refused.length < 10) violations.push('there was no race to speak of');
  return {
    seed,
    stored: stored.length,
    refused: refused.length,
    tooMany: tooMany.length,
    leftBytes: quota - after,
    violations,
  };
}

function save(player, slot, bytes) {
  const one = Object.assign(new Player(player.at, slot), { token: player.token });
  const content = { base: 0, key: randomUUID() };
  const random = randomBytes(bytes);
  if (bytes > 64_000) return answered(() => one.upload({ ...content, bytes: random }));
  const json = JSON.stringify(random.toString('base64'));
  return answered(() => one.put({ ...content, json }));
}

/** Of two hundred at once some may be told that the database is busy, and some of those that they ask too often. */
async function answered(send) {
  for (;;) {
    const answer = await send();
    if (answer.status !== 503) return answer;
    await pause(1000 * answer.retryAfter * (1 + Math.random()));
  }
}

/** What is counted for the player; `set` makes it so much first, as if there were older saves. */
async function usageOf(url, playerId, set) {
  const client = new pg.Client(url);
  await client.connect();
  if (set !== undefined)
    await client.query('UPDATE saves_usage SET stored_bytes = $1 WHERE player_id = $2', [set, playerId]);
  const { rows } = await client.query('SELECT stored_bytes FROM saves_usage WHERE player_id = $1', [
    playerId,
  ]);
  await client.end();
  return Number(rows[0].stored_bytes);
}
