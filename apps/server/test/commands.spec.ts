import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Device } from './device.js';
import { aethex, hasStack, start, tempDir, type RunOptions } from './kit.js';
import { runSql } from './run-sql.js';

interface Setting {
  readonly setting: string;
  readonly value: unknown;
  readonly origin: string;
}

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly fix?: string;
}

/** What the doctor finds wrong. Each such finding has to name a fix, and nothing comes with a stack. */
async function complaints(args: readonly string[], options?: RunOptions): Promise<readonly Finding[]> {
  const { code, stdout, stderr } = await aethex(['doctor', '--json', ...args], options);
  expect({ stderr, hasStack: hasStack(stdout) }).toEqual({ stderr: '', hasStack: false });
  const wrong = (JSON.parse(stdout) as Finding[]).filter(({ ok }) => !ok);
  expect(code).toBe(wrong.length === 0 ? 0 : 1);
  expect(wrong.filter(({ fix }) => !fix)).toEqual([]);
  return wrong;
}

/** A free port, so that whoever else has the usual one makes no difference. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http.port=${port}`;
}

describe('aethex config', () => {
  it('prints each value and where it came from, and no secret', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'aethex.config.json'), '{"saves": {"history": 7}, "http": {"port": 9001}}');
    const env = { AETHEX_OPS_METRICS_TOKEN: 'a-very-secret-token', AETHEX_HTTP_PORT: '9002' };
    const args = ['config', '--set', 'saves.quota=2gb', '--data', 'here'];
    const json = await aethex([...args, '--json'], { cwd, env });
    const { settings } = JSON.parse(json.stdout) as { settings: Setting[] };
    const of = (name: string) => settings.find(({ setting }) => setting === name);
    expect(of('saves.history')).toMatchObject({ value: 7, origin: 'aethex.config.json' });
    expect(of('http.port')).toMatchObject({ value: 9002, origin: 'AETHEX_HTTP_PORT' });
    expect(of('saves.quota')).toMatchObject({ value: 2 * 1024 ** 3, origin: '--saves.quota' });
    expect(of('data.dir')).toMatchObject({ value: 'here', origin: '--data.dir' });
    expect(of('log.level')).toMatchObject({ value: 'info', origin: 'default' });
    expect(of('ops.metricsToken')).toMatchObject({ value: '•••', origin: 'AETHEX_OPS_METRICS_TOKEN' });
    const text = await aethex(args, { cwd, env });
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/^http\.port +9002 +AETHEX_HTTP_PORT$/m);
    expect(text.stdout).toMatch(/^Database +sqlite +reaches the host$/m);
    expect(json.stdout + text.stdout).not.toContain('a-very-secret-token');
    expect(existsSync(join(cwd, 'here'))).toBe(false);
  });

  it('prints what it can and what is wrong', async () => {
    const { code, stdout, stderr } = await aethex(['config', '--set', 'saves.history=0']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^http\.port +8080 +default$/m);
    expect(stderr).toContain('saves.history');
  });
});

describe('aethex openapi', () => {
  it('describes every method, in either language', async () => {
    const open = JSON.parse((await aethex(['openapi'])).stdout) as { paths: object };
    expect(Object.keys(open.paths)).toEqual(expect.arrayContaining(['/auth/register', '/saves/{user_id}']));
    const rpc = JSON.parse((await aethex(['openapi', '--rpc'])).stdout) as { methods: { name: string }[] };
    expect(rpc.methods.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['auth.register', 'saves.put']),
    );
  });

  it('describes the socket with the frames of all plugins', async () => {
    const socket = JSON.parse((await aethex(['openapi', '--socket'])).stdout) as {
      asyncapi: string;
      channels: { multiplayer: { address: string; messages: object } };
    };
    expect(socket).toMatchObject({
      asyncapi: '3.0.0',
      channels: { multiplayer: { address: '/v1/multiplayer' } },
    });
    expect(Object.keys(socket.channels.multiplayer.messages)).toEqual(
      expect.arrayContaining(['client.auth', 'client.join_room.msgpack', 'event.saves.changed']),
    );
  });
});

describe('aethex migrate', () => {
  it('makes the tables in a step of its own, so that a server may start that never migrates', async () => {
    const dir = join(tempDir(), 'data');
    const server = ['start', '--data', dir, '--port', '0', '--set', 'database.migrate=never'];
    const early = await aethex(server);
    expect(early).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Run `aethex migrate up` first'),
    });
    const before = await aethex(['migrate', 'status', '--data', dir]);
    expect(before.stdout).toMatch(/^· saves:create-tables:\d+$/m);
    expect(before.stdout).toContain('pending. Run `aethex migrate up`.');
    const up = await aethex(['migrate', 'up', '--data', dir]);
    expect(up).toMatchObject({ code: 0, stdout: expect.stringMatching(/^✓ auth:create-tables:\d+$/m) });
    expect((await aethex(['migrate', 'up', '--data', dir])).stdout).toBe('Nothing was pending.\n');
    expect((await aethex(['migrate', 'status', '--data', dir])).stdout).toContain('Nothing is pending.');
    const { url } = await start({ dir, args: ['--set', 'database.migrate=never'] });
    await new Device(url).register('ann');
  });
});

describe('aethex doctor', () => {
  it('has nothing to say where all is well, and leaves no trace where nothing is yet', async () => {
    const dir = join(tempDir(), 'data');
    expect(await complaints(['--data', dir, '--set', await freePort()])).toEqual([]);
    expect(existsSync(dir)).toBe(false);
    const { url } = await start({ dir });
    const { code, stdout } = await aethex(['doctor', '--data', dir]);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('All is well.') });
    expect(stdout).toContain(`A server runs on the data directory: process`);
    expect(stdout).toContain(url);
  });

  it('names wrong settings, a taken port and a folder that cannot be written', async () => {
    const settings = await complaints(['--set', 'saves.history=0', '--set', 'http.prt=1']);
    expect(settings.map(({ what }) => what).join()).toMatch(/http\.prt is no setting.*saves\.history/);
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as AddressInfo;
    const taken = await complaints(['--port', `${port}`]);
    blocker.close();
    expect(taken).toMatchObject([
      { what: expect.stringContaining('EADDRINUSE'), fix: expect.stringContaining('--port') },
    ]);
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    const folder = await complaints(['--data', join(file, 'data')]);
    expect(folder).toMatchObject([{ what: expect.stringContaining('cannot be written') }]);
  });

  it('names a folder that is open to others, lost keys, migrations and damage', async () => {
    const { dir, url, end } = await start();
    const ann = await new Device(url).register('ann');
    await ann.call('POST', '/saves/me', { slot_name: 'main', data: { level: 1 } });
    await end();
    const file = join(dir, 'aethex.db');
    const args = ['--data', dir, '--set', await freePort()];
    chmodSync(dir, 0o755);
    expect(await complaints(args)).toMatchObject([{ fix: `Run: chmod -R go= "${dir}"` }]);
    chmodSync(dir, 0o700);
    rmSync(join(dir, 'keys'), { recursive: true });
    expect(await complaints(args)).toMatchObject([
      { what: expect.stringMatching(/^1 rows of "core" are closed by keys that are lost/) },
      { what: expect.stringMatching(/^1 rows of "saves" are closed by keys that are lost/) },
    ]);
    runSql(file, `UPDATE core_migrations SET name = 'saves:other:2099010112000' WHERE name LIKE 'saves:%'`);
    expect(await complaints(args)).toMatchObject([
      { what: expect.stringContaining('Migrations are pending: saves:create-tables') },
      { what: expect.stringContaining('Migrations of another build: saves:other') },
    ]);
    writeFileSync(file, 'x'.repeat(5000));
    expect(await complaints(args)).toMatchObject([{ what: expect.stringContaining('is not a database') }]);
  });
});
