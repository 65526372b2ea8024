import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownDatabase, withServers } from '@aethex/testing';
import { afterAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Load } from '../../../scripts/faults/load.mjs';
import { Device } from './device.js';
import { aethex, start, tempDir } from './kit.js';
import { args } from './roomy.js';
import { runSql } from './run-sql.js';

const adapter = new URL('../../../packages/adapters/postgres/dist/index.js', import.meta.url).href;
const drops: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const drop of drops) await drop();
});

/** A configuration with a Postgres of its own in it. That of the tests may forget at a power cut what it was told. */
async function target(server: string): Promise<string> {
  const { url, drop } = await ownDatabase(server);
  drops.push(drop);
  const file = join(tempDir(), 'aethex.config.mjs');
  const made = `postgres({ url: ${JSON.stringify(url)}, unsafe: { allowFsyncOff: true } })`;
  writeFileSync(
    file,
    `import { postgres } from '${adapter}';\nexport const config = { adapters: [${made}] };\n`,
  );
  return file;
}

/** Every index and rule of the tables in the database of a configuration. */
async function rulesAt(config: string): Promise<string[]> {
  const [, url = ''] = /url: "([^"]+)"/.exec(readFileSync(config, 'utf8')) ?? [];
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ rule: string }>(
    `SELECT indexdef AS rule FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'core_moving'
     UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'core_moving' ORDER BY 1`,
  );
  await client.end();
  return rows.map(({ rule }) => rule);
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Adds many rows to a database that no server has open, so that a move of them takes a while. */
function addRows(dir: string, many: number): void {
  runSql(
    join(dir, 'aethex.db'),
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many})
     INSERT INTO core_answers (id, place, print, answer, expires_at)
     SELECT printf('01890000-0000-7000-8000-%012d', i), printf('%064d', i), 'p', randomblob(4000), 99999999999999 FROM n`,
  );
}

withServers(['postgres'], 'aethex migrate-db', ({ postgres }) => {
  it('copies beside a running server, takes the rest when it has stopped, and every save opens there', async () => {
    const server = await start({ args });
    let url = server.url;
    const load = new Load({ seed: 7, saves: 1000, at: () => url, pace: 40, large: 1 });
    await load.open();
    const saving = load.all();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const config = await target(postgres);
    const move = ['migrate-db', '--data', server.dir, '--config', config];
    expect(await aethex(move)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is not in the target'),
    });
    expect(load.left).toBeGreaterThan(0);
    await expect(start({ dir: server.dir, args: ['--config', config, ...args] })).rejects.toThrow(
      /not finished/,
    );
    load.stop();
    await saving;
    await server.end();

    const before = sha256(join(server.dir, 'aethex.db'));
    const done = await aethex(move);
    expect(done).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/saves_revisions +\d+ rows, \d+ of them now/),
    });
    expect(done.stdout).toContain('Now set DATABASE_URL');
    expect(await aethex(move)).toMatchObject({ stdout: expect.stringContaining('rows (0 of them now)') });
    expect(sha256(join(server.dir, 'aethex.db'))).toBe(before);

    const moved = await start({ dir: server.dir, args: ['--config', config, ...args] });
    url = moved.url;
    for (const writer of load.writers) {
      const kept = await writer.player.history();
      expect(kept[0]?.revision).toBe(writer.head);
      for (const { revision } of kept) await writer.checkContent(revision);
    }
    expect(load.writers.flatMap(({ violations }) => violations)).toEqual([]);
    await moved.end();
    expect(await aethex(move)).toMatchObject({ code: 1, stderr: expect.stringContaining('not empty') });
  });

  it('goes on where it was killed, five times over', async () => {
    const { dir, url, end } = await start();
    await new Device(url).register('ann');
    await end();
    addRows(dir, 30_000);
    const config = await target(postgres);
    const move = ['migrate-db', '--data', dir, '--config', config];
    const killed: (number | null)[] = [];
    for (let run = 0; run < 5; run += 1) {
      const after = 1200 + Math.random() * 2500;
      const { code } = await aethex(move, { with: (kill) => void setTimeout(kill, after).unref() });
      killed.push(code);
    }
    expect(killed).toContain(null);
    const done = await aethex(move);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/core_answers +30000 rows/) });
    expect(await aethex(move)).toMatchObject({ stdout: expect.stringContaining('(0 of them now)') });
    const fresh = await target(postgres);
    await aethex(['migrate', 'up', '--data', tempDir(), '--config', fresh]);
    expect(await rulesAt(config)).toEqual(await rulesAt(fresh));
    const moved = await start({ dir, args: ['--config', config] });
    await new Device(moved.url).login('ann');
  });

  it('takes the delta only: what was added, changed and removed', async () => {
    const { dir, end } = await start();
    await end();
    addRows(dir, 500);
    const config = await target(postgres);
    const move = ['migrate-db', '--data', dir, '--config', config];
    await aethex(move);
    const file = join(dir, 'aethex.db');
    runSql(file, `DELETE FROM core_answers WHERE place = '${'7'.padStart(64, '0')}'`);
    runSql(file, `UPDATE core_answers SET place = 'x' WHERE place = '${'9'.padStart(64, '0')}'`);
    runSql(
      file,
      `UPDATE core_answers SET place = '${'9'.padStart(64, '0')}' WHERE place = '${'8'.padStart(64, '0')}'`,
    );
    expect((await aethex(move)).stdout).toMatch(/core_answers +499 rows, 3 of them now/);
  });

  it('refuses a target that holds something else, and says where to move to when nobody did', async () => {
    const [one, other] = [await start(), await start()];
    await one.end();
    await other.end();
    const config = await target(postgres);
    await aethex(['migrate-db', '--data', one.dir, '--config', config]);
    const second = await aethex(['migrate-db', '--data', other.dir, '--config', config]);
    expect(second).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a move of another installation'),
    });
    const nowhere = await aethex(['migrate-db', '--data', one.dir]);
    expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('--to postgres://') });
    const nothing = await aethex(['migrate-db', '--data', tempDir(), '--config', config]);
    expect(nothing).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no database') });
  });
});
