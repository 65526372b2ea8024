import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Device } from './device.js';
import { aethex, hasStack, start } from './kit.js';

describe('aethex start', () => {
  it('says where everything is, what was chosen, and how to register the first player', async () => {
    const { url, said, dir } = await start();
    const banner = said.stderr;
    for (const line of [
      `REST      ${url}/api/v1`,
      `JSON-RPC  ${url}/api/v1/rpc`,
      `Socket    ${url.replace('http', 'ws')}/v1/multiplayer`,
      `Health    ${url}/ready`,
      `Metrics   ${url}/metrics`,
      `data      ${dir}`,
      'Database sqlite · BlobStore disk',
      'plugins   auth · orgs · saves',
    ])
      expect(banner).toContain(line);
    const curl = banner.split('\n').find((line) => line.trim().startsWith('curl'));
    const answer = execFileSync('sh', ['-c', `${curl} -s`], { encoding: 'utf8' });
    expect(JSON.parse(answer)).toMatchObject({ user: { username: 'ann' }, token: expect.any(String) });
    for (const path of ['/ready', '/live', '/metrics'])
      expect(await fetch(`${url}${path}`)).toMatchObject({ status: 200 });
  });

  it('keeps what it stores from other users of the host', async () => {
    const { dir } = await start();
    const modes = ['.', ...readdirSync(dir)].map((name) => statSync(join(dir, name)).mode & 0o077);
    expect(modes.filter((mode) => mode !== 0)).toEqual([]);
  });

  it('takes the next port when nobody asked for one, and warns', async () => {
    const blocker = createServer();
    // Whether it is this test or somebody else who has the port makes no difference.
    await new Promise((resolve) => {
      blocker.once('error', resolve).listen(8080, '127.0.0.1', () => resolve(null));
    });
    try {
      const { url, said } = await start({ port: null });
      expect(Number(new URL(url).port)).toBeGreaterThan(8080);
      expect(said.stderr).toContain('Port 8080 is taken by another program.');
      expect(said.stdout).not.toContain('EADDRINUSE');
    } finally {
      blocker.close();
    }
  });

  it('serves a player with two devices: save, conflict, resolve, history, restore, log out', async () => {
    const { url } = await start();
    const phone = await new Device(url).register('ann');
    const laptop = await new Device(url).login('ann');
    const slot = { slot_name: 'main' };
    const first = await phone.call('POST', '/saves/me', { ...slot, data: { level: 1 } });
    expect(first).toMatchObject({ status: 201, body: { revision: 1, created: true } });
    const second = await laptop.call('POST', '/saves/me', { ...slot, data: { level: 2 }, base_revision: 1 });
    expect(second).toMatchObject({ status: 200, body: { revision: 2 } });
    const stale = await phone.call('POST', '/saves/me', { ...slot, data: { level: 3 }, base_revision: 1 });
    expect(stale).toMatchObject({
      status: 409,
      body: { error: { code: 'saves.conflict', data: { current: { revision: 2 } } } },
    });
    const { conflict_id: id } = (stale.body['error'] as { data: { conflict_id: string } }).data;
    const resolved = await phone.call('POST', `/saves/me/conflicts/${id}/resolve`, { keep: 'mine' });
    expect(resolved).toMatchObject({ status: 200, body: { save: { revision: 3 } } });
    const history = await laptop.call('GET', '/saves/me/main/history');
    expect(history.body['revisions']).toMatchObject([{ revision: 3 }, { revision: 2 }, { revision: 1 }]);
    const restored = await laptop.call('POST', '/saves/me/main/restore', { revision: 1 });
    expect(restored).toMatchObject({ status: 200, body: { revision: 4 } });
    expect(await phone.call('GET', '/saves/me/main')).toMatchObject({ body: { data: { level: 1 } } });
    expect((await laptop.call('POST', '/auth/logout', {})).status).toBeLessThan(300);
    expect(await laptop.call('GET', '/saves/me/main')).toMatchObject({ status: 401 });
    expect(await phone.call('GET', '/saves/me/main')).toMatchObject({ status: 200 });
  });

  it('has its folder for itself, as long as it lives', async () => {
    const { dir, url, pid, end } = await start();
    const other = await aethex(['start', '--data', dir, '--port', '0']);
    expect(other).toMatchObject({ code: 1 });
    expect(other.stderr).toContain(`Another server (process ${pid}, ${url}) runs on ${dir}.`);
    expect(hasStack(other.stderr)).toBe(false);
    await end('SIGKILL');
    expect(await fetch(`${(await start({ dir })).url}/ready`)).toMatchObject({ status: 200 });
  });
});
