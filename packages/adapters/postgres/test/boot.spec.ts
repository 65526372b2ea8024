import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { BootError } from '@aethex/core';
import { withServers } from '@aethex/testing';
import { Client } from 'pg';
import { postgres } from '../src/index.js';
import { checkPostgres } from '../src/check.js';
import { PostgresOptions } from '../src/options.js';
import { open } from './open.js';
import { PrivateServer } from './private-server.js';
import { dropDatabases, freshUrl, unsafe } from './servers.js';

async function refusal(url: string, options: Partial<PostgresOptions> = {}): Promise<BootError> {
  const error: unknown = await open({ url, ...options }).then(
    () => null,
    (failed: unknown) => failed,
  );
  expect(error).toBeInstanceOf(BootError);
  return error as BootError;
}

const at = (server: string, change: (url: URL) => void): string => {
  const url = new URL(server);
  change(url);
  return url.href;
};

withServers(['postgres'], 'Postgres at boot', ({ postgres: server }) => {
  afterAll(dropDatabases);

  it('is named with the fix when nobody listens, at once', async () => {
    const began = performance.now();
    const { what, fix } = await refusal(
      at(server, (url) => {
        url.port = '1';
        url.password = 'secret-word';
      }),
    );
    expect(what).toBe('Postgres at 127.0.0.1:1/postgres cannot be reached: nobody listens there.');
    expect(fix).toMatch(/Start it/);
    expect(performance.now() - began).toBeLessThan(2_500);
  });

  it('is named within three seconds when it does not answer', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await sleep(20);
    const began = performance.now();
    const url = `postgres://anna:secret-word@127.0.0.1:${(silent.address() as AddressInfo).port}/game`;
    const error = await refusal(url);
    expect(error.message).toMatch(/127\.0\.0\.1:\d+\/game cannot be reached/);
    expect(error.message).not.toMatch(/secret-word/);
    expect(performance.now() - began).toBeLessThan(3_000);
    silent.close();
  });

  it('is told apart from one without the database', async () => {
    const { what, fix } = await refusal(at(server, (url) => (url.pathname = '/no_such_game')));
    expect(what).toMatch(/has no database of this name/);
    expect(fix).toMatch(/createdb/);
  });

  it('is refused when commits do not wait for the disk, also when that is turned off later', async () => {
    const url = await freshUrl(server);
    const opened = await open({ url });
    const admin = new Client(url);
    await admin.connect();
    const name = new URL(url).pathname.slice(1);
    await admin.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    await admin.end();
    expect((await refusal(url)).what).toMatch(/synchronous_commit=off/);
    await expect(opened.database.begin()).rejects.toThrow(/synchronous_commit=off/);
    await opened.close();
  });

  it('is refused when its text is not UTF-8', async () => {
    const url = await freshUrl(server);
    const name = `${new URL(url).pathname.slice(1)}_ascii`;
    const admin = new Client(url);
    await admin.connect();
    await admin.query(
      `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    );
    expect((await refusal(at(url, (its) => (its.pathname = `/${name}`)))).what).toMatch(/SQL_ASCII/);
    await admin.query(`DROP DATABASE ${name}`);
    await admin.end();
  });

  it('shows no password in what is printed of it', () => {
    const { about } = postgres({ url: 'postgres://anna:secret-word@db/game', unsafe });
    expect(about).toMatchObject({ at: 'db:5432/game' });
    expect(JSON.stringify(about)).not.toContain('secret-word');
  });

  it('says in words what is wrong with its options', () => {
    expect(() => postgres({ url: 'mysql://db' })).toThrow(/must look like postgres:/);
    expect(() => postgres({ url: 'postgres://db', poolsize: 3 } as never)).toThrow(/poolsize/);
  });
});

withServers(['postgres'], 'a Postgres of one’s own', () => {
  afterEach(() => PrivateServer.closeAll());

  it('is refused when it would lose saves, and checked for real where that is asked for', async () => {
    const { url } = await PrivateServer.start({ fsync: 'off', full_page_writes: 'off' });
    expect((await refusal(url, { unsafe: { allowFsyncOff: false } })).what).toMatch(/fsync=off/);
    const opened = await open({ url, unsafe });
    const settings = PostgresOptions.parse({ url, reader: url, unsafe });
    const findings = await checkPostgres(opened.database, settings);
    expect(findings.filter(({ ok }) => !ok).map(({ what }) => what)).toEqual([
      'fsync is off',
      'full_page_writes is off',
      'the reader is no replica',
    ]);
    expect(findings[0]).toMatchObject({ what: 'a row was written, read and deleted', ok: true });
    expect(findings.every(({ ok, fix }) => ok || fix)).toBe(true);
    await opened.close();
  }, 60_000);

  it('needs nothing unsafe', async () => {
    const server = await PrivateServer.start({ fsync: 'on' });
    const opened = await open({ url: server.url, unsafe: { allowFsyncOff: false } });
    await opened.close();
    await server.close();
  }, 60_000);
});
