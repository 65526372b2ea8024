#!/usr/bin/env node
/**
 * What `aethex migrate-db` costs beside a plain COPY of the same bytes into the same Postgres: 100,000 saves from 1 KiB to
 * 1 MiB, 1 GiB together, all in rows. `SAVES` makes it smaller. `npm run move -w benchmarks`
 */
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import Libsql from 'libsql';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { command } from '../scripts/faults/server.mjs';
import { privatePostgres } from '../scripts/services/private-postgres.mjs';
import { table } from './lib/compare.mjs';
import { inFolder } from './lib/world.mjs';

const saves = Number(process.env.SAVES ?? 100_000);
/** Many small saves and few large ones: a Pareto distribution between the two sizes, of 10.7 KiB on average. */
const [smallest, largest, alpha] = [1024, 1024 * 1024, 0.84];
const savesPerSlot = 100;
const mega = 1e6;

await inFolder(async (folder) => {
  const [data, copy] = [join(folder, 'data'), join(folder, 'copy')];
  aethex('migrate', 'up', '--data', data);
  const bytes = await build(join(data, 'aethex.db'), copy);
  const postgres = await privatePostgres({ durable: true, settings: { max_wal_size: '8GB' } });
  try {
    const plain = await timed(() => plainCopy(postgres.url, copy));
    const target = await emptyDatabase(postgres.url, 'moved');
    const move = () => aethex('migrate-db', '--data', data, '--to', target);
    const [first, again] = [await timed(move), await timed(move)];
    const rate = (seconds) => [
      seconds.toFixed(1),
      (bytes / mega / seconds).toFixed(0),
      (seconds / plain).toFixed(2),
    ];
    console.log(`${saves} saves, ${(bytes / 2 ** 20).toFixed(0)} MiB\n`);
    console.log(
      table(
        ['way', 'seconds', 'MB/s', 'beside COPY'],
        [
          ['COPY of the bytes alone', ...rate(plain)],
          ['aethex migrate-db, compared', ...rate(first)],
          ['the same again, nothing to do', ...rate(again)],
        ],
      ),
    );
  } finally {
    await postgres.stop();
  }
});

/** Fills the tables of saves, and writes the same contents as a file for COPY. Returns the bytes of all saves. */
async function build(file, copy) {
  const database = new Libsql(file);
  const slot = database.prepare(`INSERT INTO saves_slots VALUES (?, 'default', 'ann', ?, ?, ?, 0, 0)`);
  const columns = `id, game_id, player_id, slot_id, revision, labels, encoding, content_type, size_bytes, stored_bytes,
    checksum, compressed, created_at, key_id, sealed_key, payload`;
  const revision = database.prepare(
    `INSERT INTO saves_revisions (${columns}) VALUES (?, 'default', 'ann', ?, ?, '{}', 'json', 'application/json', ?, ?, ?, 1, 0, 'k', ?, ?)`,
  );
  const out = createWriteStream(copy);
  out.write(Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]));
  const pool = randomFillSync(Buffer.alloc(4 * largest));
  let bytes = 0;
  database.exec('BEGIN');
  for (let index = 0; index < saves; index += 1) {
    const size = sizeOf();
    const at = Math.floor(Math.random() * (pool.length - size));
    const payload = pool.subarray(at, at + size);
    const slotId = idOf(1, Math.floor(index / savesPerSlot));
    if (index % savesPerSlot === 0) slot.run([slotId, `slot${index}`, savesPerSlot, savesPerSlot]);
    revision.run([
      idOf(2, index),
      slotId,
      index % savesPerSlot,
      size,
      size,
      'c'.repeat(64),
      pool.subarray(0, 60),
      payload,
    ]);
    if (!out.write(copied(idOf(2, index), payload))) await once(out, 'drain');
    bytes += size;
  }
  database.exec('COMMIT');
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  out.end(Buffer.from([0xff, 0xff]));
  await once(out, 'finish');
  return bytes;
}

function sizeOf() {
  const rest = 1 - Math.random() * (1 - (largest / smallest) ** -alpha);
  return Math.floor(smallest * rest ** (-1 / alpha));
}

function idOf(kind, number) {
  return `0189000${kind}-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

/** A row of an id and bytes, as `COPY … WITH (FORMAT binary)` reads it. */
function copied(id, payload) {
  const head = Buffer.alloc(26);
  head.writeInt16BE(2, 0);
  head.writeInt32BE(16, 2);
  head.write(id.replaceAll('-', ''), 6, 'hex');
  head.writeInt32BE(payload.length, 22);
  return Buffer.concat([head, payload]);
}

async function plainCopy(url, file) {
  const client = await connected(url);
  await client.query('CREATE TABLE plain (id uuid PRIMARY KEY, payload bytea)');
  const sink = client.query(copyFrom('COPY plain FROM STDIN WITH (FORMAT binary)'));
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), sink);
  await client.end();
}

async function emptyDatabase(url, name) {
  const client = await connected(url);
  await client.query(`CREATE DATABASE ${name}`);
  await client.query('CHECKPOINT');
  await client.end();
  return new URL(`/${name}`, url).href;
}

async function connected(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

function aethex(...args) {
  execFileSync(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Seconds that it takes. */
async function timed(work) {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
