import { cpSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Load } from '../../../scripts/faults/load.mjs';
import { aethex, start, tempDir } from './kit.js';
import { args } from './roomy.js';

describe('aethex backup', () => {
  it('copies while players save, and what was acknowledged before is whole in the copy', async () => {
    const server = await start({ args });
    let url = server.url;
    const load = new Load({ seed: 4, saves: 1000, at: () => url, pace: 50, large: 1 });
    await load.open();
    const saving = load.all();
    await new Promise((resolve) => setTimeout(resolve, 400));
    const before = load.writers.map(({ head }) => head);
    const target = join(tempDir(), 'copy');
    const done = await aethex(['backup', target, '--data', server.dir]);
    expect(done).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining(`aethex start --data ${target}`),
    });
    expect(load.left).toBeGreaterThan(0);
    load.stop();
    await saving;
    await server.end();

    const restored = await start({ dir: target, args });
    url = restored.url;
    expect(load.writers.map(({ violations }) => violations).flat()).toEqual([]);
    for (const [index, writer] of load.writers.entries()) {
      const kept = await writer.player.history();
      const newest = kept[0]?.revision ?? 0;
      expect(newest).toBeGreaterThanOrEqual(before[index] ?? 0);
      for (const { revision } of kept) await writer.checkContent(revision);
      expect(writer.violations).toEqual([]);
    }
    const doctor = await aethex(['doctor', '--data', target]);
    expect(doctor).toMatchObject({ code: 0 });
  });

  it('leaves the keys out when it is asked to, and the copy opens when they are put back', async () => {
    const { dir, end, ...server } = await start({ args });
    let { url } = server;
    const load = new Load({ seed: 5, saves: 4, at: () => url });
    await load.open();
    await load.all();
    await end();
    const target = join(tempDir(), 'copy');
    const done = await aethex(['backup', target, '--no-keys', '--data', dir]);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('no keys') });
    expect(existsSync(join(target, 'keys'))).toBe(false);
    expect(await aethex(['doctor', '--data', target])).toMatchObject({ code: 1 });
    cpSync(join(dir, 'keys'), join(target, 'keys'), { recursive: true });
    const restored = await start({ dir: target, args });
    url = restored.url;
    for (const writer of load.writers) await writer.checkContent(1);
    expect(load.writers.map(({ violations }) => violations).flat()).toEqual([]);
  });

  it('overwrites nothing, leaves nothing half-done, and is nobody else’s to read', async () => {
    const { dir } = await start();
    const folder = tempDir();
    const target = join(folder, 'copy');
    await aethex(['backup', target, '--data', dir]);
    const modes = ['.', ...readdirSync(target)].map((name) => statSync(join(target, name)).mode & 0o077);
    expect(modes.filter((mode) => mode !== 0)).toEqual([]);
    const again = await aethex(['backup', target, '--data', dir]);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('exists already') });
    writeFileSync(join(folder, 'file'), '');
    const nowhere = await aethex(['backup', join(folder, 'file', 'copy'), '--data', dir]);
    expect(nowhere.code).toBe(1);
    expect(readdirSync(folder).toSorted()).toEqual(['copy', 'file']);
  });
});
