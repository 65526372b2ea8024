import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Device } from './device.js';
import { aethex, hasStack, start, tempDir, type RunOptions } from './kit.js';
import { runSql } from './run-sql.js';

/** Runs a command that has to be refused in sentences. */
async function refused(args: readonly string[], options?: RunOptions): Promise<string> {
  const { code, stderr } = await aethex(args, options);
  expect({ code, hasStack: hasStack(stderr) }).toEqual({ code: 1, hasStack: false });
  return stderr;
}

/** A folder with a configuration file. */
function folderWith(name: string, text: string): string {
  const cwd = tempDir();
  writeFileSync(join(cwd, name), text);
  return cwd;
}

/** A data directory that a server has been on, with one player and one save. */
async function usedFolder(): Promise<string> {
  const { dir, url, end } = await start();
  const ann = await new Device(url).register('ann');
  await ann.call('POST', '/saves/me', { slot_name: 'main', data: { level: 1 } });
  await end();
  return dir;
}

describe('a command line that is wrong', () => {
  it('is told which flag or command there is not', async () => {
    expect(await refused(['start', '--prot', '1'])).toContain('--port');
    expect(await refused(['begin'])).toContain('There is no command "begin".');
    expect(await refused(['start', '--set', 'http.port'])).toContain('Write it as --set key=value');
  });

  it('is told every wrong setting at once, with its place and its fix', async () => {
    const cwd = folderWith('aethex.config.json', '{"saves": {"histroy": 5}, "log": 3, "chat": {}}');
    const env = { AETHEX_HTTP_PRT: '80', AETHEX_SAVES_QUOTA: 'much' };
    const text = await refused(['start', '--port', '99999', '--set', 'auth.tokenLive=1'], { cwd, env });
    for (const part of [
      'The configuration has 7 mistakes',
      'saves.histroy is no setting.',
      'Did you mean saves.history?',
      '"log" must be a group of settings.',
      '"chat" is no section of the configuration.',
      'Did you mean AETHEX_HTTP_PORT?',
      'AETHEX_SAVES_QUOTA',
      'http.port',
      'Did you mean auth.tokenLife?',
      'aethex.config.json',
    ])
      expect(text).toContain(part);
  });

  it('is told what is wrong with its configuration file', async () => {
    const of = (name: string, text: string) => refused(['start'], { cwd: folderWith(name, text) });
    expect(await of('aethex.config.json', '{bad')).toContain('aethex.config.json is not valid JSON');
    expect(await of('aethex.config.json', '[]')).toContain('holds no group of settings');
    expect(await of('aethex.config.json', '{"adapters": []}')).toContain('aethex.config.mjs');
    expect(await of('aethex.config.mjs', 'export const config = {')).toContain('could not be loaded');
    expect(await of('aethex.config.mjs', 'export const other = {};')).toContain('exports no configuration');
    expect(await refused(['start', '--config', 'none.json'])).toContain('There is no file');
  });
});

describe('a host that does not fit', () => {
  it('is told that the port is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as AddressInfo;
    const text = await refused(['start', '--port', String(port)]);
    blocker.close();
    expect(text).toContain(`Port ${port} on 127.0.0.1 is taken.`);
    expect(text).toContain('--port');
  });

  it('is told that it does not have the address', async () => {
    expect(await refused(['start', '--host', '192.0.2.1', '--port', '0'])).toContain(
      'does not have that address',
    );
  });

  it('is told that the folder cannot be used', async () => {
    const file = join(folderWith('file', 'not a folder'), 'file');
    const text = await refused(['start', '--data', join(file, 'data')]);
    expect(text).toContain(`The folder "${join(file, 'data')}" cannot be used`);
    expect(text).toContain('--data');
  });
});

describe('data that does not fit', () => {
  it('is no database', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'aethex.db'), 'x'.repeat(5000));
    expect(await refused(['start', '--data', dir])).toContain('aethex.db is not a database');
  });

  it('is newer than the program', async () => {
    const dir = await usedFolder();
    const add = (name: string) =>
      runSql(join(dir, 'aethex.db'), `INSERT INTO core_migrations (timestamp, name) VALUES (2, '${name}')`);
    add('guestbook:create-lines:2099010112000');
    await (await start({ dir })).end();
    add('saves:add-colours:2099010112000');
    const text = await refused(['start', '--data', dir, '--port', '0']);
    expect(text).toContain('The database is newer than this program');
    expect(text).toContain('saves:add-colours:2099010112000');
    expect(text).not.toContain('guestbook');
  });

  it('has lost its keys', async () => {
    const dir = await usedFolder();
    rmSync(join(dir, 'keys'), { recursive: true });
    const text = await refused(['start', '--data', dir, '--port', '0']);
    expect(text).toMatch(/The key ring lacks keys without which saves cannot be opened: \w+ \(1 saves\)/);
    expect(text).toContain('Restore the key files from a backup');
  });

  it('is not there for a command that works on data', async () => {
    const dir = join(tempDir(), 'mistyped');
    for (const args of [
      ['migrate', 'status'],
      ['keys', 'list'],
      ['keys', 'rotate'],
      ['backup', 'copy'],
    ])
      expect(await refused([...args, '--data', dir])).toContain(`There is no database in ${dir}.`);
    expect(() => mkdirSync(dir)).not.toThrow();
  });
});
