import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Load } from '../../../scripts/faults/load.mjs';
import { bareEnv, command } from '../../../scripts/faults/server.mjs';
import { Device } from './device.js';
import { aethex, start, tempDir } from './kit.js';
import { args } from './roomy.js';
import { runSql } from './run-sql.js';

const env = { AETHEX_BACKUP_PASSPHRASE: 'five words that nobody guesses' };

describe('aethex backup into an archive', () => {
  it('is made while players save, and what was acknowledged before is whole after a restore', async () => {
    const server = await start({ args });
    let url = server.url;
    const load = new Load({ seed: 4, saves: 1000, at: () => url, pace: 50, large: 1 });
    await load.open();
    const saving = load.all();
    await new Promise((resolve) => setTimeout(resolve, 400));
    const before = load.writers.map(({ head }) => head);
    const folder = tempDir();
    const file = join(folder, 'backup.aethex');
    const done = await aethex(['backup', file, '--encrypt', '--data', server.dir], { env });
    expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining(`✓ ${file}`) });
    expect(load.left).toBeGreaterThan(0);
    expect({ names: readdirSync(folder), mode: statSync(file).mode & 0o777 }).toEqual({
      names: ['backup.aethex'],
      mode: 0o600,
    });
    load.stop();
    await saving;
    await server.end();

    const dir = join(tempDir(), 'restored');
    expect(await aethex(['restore', file, '--data', dir], { env })).toMatchObject({ code: 0, stderr: '' });
    const restored = await start({ dir, args });
    url = restored.url;
    for (const [index, writer] of load.writers.entries()) {
      const kept = await writer.player.history();
      expect(kept[0]?.revision ?? 0).toBeGreaterThanOrEqual(before[index] ?? 0);
      for (const { revision } of kept) await writer.checkContent(revision);
      expect(writer.violations).toEqual([]);
    }
    expect(await aethex(['doctor', '--data', dir])).toMatchObject({ code: 0 });
  });

  it('goes through a pipe as well as through a file', async () => {
    const { dir, url, end } = await start();
    await new Device(url).register('ann');
    await end();
    const to = join(tempDir(), 'restored');
    const script = `"${process.execPath}" "${command}" backup - --data "${dir}" | "${process.execPath}" "${command}" restore - --data "${to}"`;
    const child = spawn('bash', ['-o', 'pipefail', '-c', script], {
      env: bareEnv(),
      stdio: 'ignore',
      cwd: tempDir(),
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    const restored = await start({ dir: to });
    await new Device(restored.url).login('ann');
  });
});

describe('aethex restore', () => {
  it('refuses a wrong passphrase, a changed byte and a short file, and writes nothing', async () => {
    const { dir, end } = await start();
    await end();
    const folder = tempDir();
    const [plain, closed] = [join(folder, 'plain.aethex'), join(folder, 'closed.aethex')];
    await aethex(['backup', plain, '--data', dir]);
    await aethex(['backup', closed, '--encrypt', '--data', dir], { env });
    const to = join(tempDir(), 'restored');
    const wrong = { AETHEX_BACKUP_PASSPHRASE: 'some other words than these' };
    const guessed = await aethex(['restore', closed, '--data', to], { env: wrong });
    expect(guessed).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The passphrase does not open'),
    });
    expect(await aethex(['restore', closed, '--data', to])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('needs a passphrase'),
    });
    for (const file of [plain, closed]) {
      const whole = readFileSync(file);
      const changed = Buffer.from(whole);
      changed[2000] = (changed[2000] ?? 0) ^ 1;
      for (const bytes of [changed, whole.subarray(0, whole.length / 2)]) {
        writeFileSync(join(folder, 'bad'), bytes);
        const bad = await aethex(['restore', join(folder, 'bad'), '--data', to], { env });
        expect(bad).toMatchObject({ code: 1, stderr: expect.stringContaining('The archive is damaged') });
      }
    }
    expect(existsSync(to)).toBe(false);
    expect(await aethex(['restore', closed, '--check'], { env })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is whole'),
    });
  });

  it('refuses a target that is not empty or that a server runs on, and names what would be lost', async () => {
    const { dir, url, end } = await start();
    await new Device(url).register('ann');
    const file = join(tempDir(), 'backup.aethex');
    await aethex(['backup', file, '--data', dir]);
    expect(await aethex(['restore', file, '--data', dir])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Another server'),
    });
    await new Device(url).register('bob');
    await end();
    const full = await aethex(['restore', file, '--data', dir]);
    expect(full).toMatchObject({ code: 1, stderr: expect.stringContaining('2 rows of auth_accounts') });
    const over = await aethex(['restore', file, '--overwrite', '--data', dir]);
    expect(over).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('destroyed: 2 rows of auth_accounts'),
    });
    const again = await start({ dir });
    await new Device(again.url).login('ann');
    await expect(new Device(again.url).login('bob')).rejects.toThrow();
  });

  it('that was killed is no server’s to start on, and begins anew', async () => {
    const { dir, url, end } = await start();
    await new Device(url).register('ann');
    await end();
    const file = join(dir, 'aethex.db');
    runSql(
      file,
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
       INSERT INTO core_answers (id, place, print, answer, expires_at)
       SELECT printf('01890000-0000-7000-8000-%012d', i), printf('%064d', i), 'p', randomblob(4000), 99999999999999 FROM n`,
    );
    const archive = join(tempDir(), 'backup.aethex');
    await aethex(['backup', archive, '--data', dir]);
    const to = join(tempDir(), 'restored');
    const killed = await aethex(['restore', archive, '--data', to], {
      with: (kill) => void untilRows(to).then(kill),
    });
    expect(killed.code).toBeNull();
    await expect(start({ dir: to })).rejects.toThrow(/was not finished/);
    expect(await aethex(['restore', archive, '--data', to])).toMatchObject({ code: 0 });
    const restored = await start({ dir: to });
    await new Device(restored.url).login('ann');
  });
});

/** The moment rows begin to come. */
async function untilRows(dir: string): Promise<void> {
  const file = join(dir, 'aethex.db');
  while (!existsSync(file) || statSync(file).size < 8_000_000)
    await new Promise((resolve) => setTimeout(resolve, 5));
}
