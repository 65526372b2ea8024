import { afterAll, expect, it } from '@jest/globals';
import { cacheContract, Stage, withServers } from '@aethex/testing';
import { Client } from 'pg';
import { postgresCache } from '../src/index.js';
import type { PostgresCache } from '../src/cache/postgres-cache.js';
import { dropDatabases, freshUrl } from './servers.js';

withServers(['postgres'], 'PostgresCache', ({ postgres: server }) => {
  afterAll(dropDatabases);
  cacheContract(async () => postgresCache({ url: await freshUrl(server) }));

  it('sweeps what is over and nothing else', async () => {
    const url = await freshUrl(server);
    const stage = await Stage.raise(postgresCache({ url, sweepSeconds: 0.2 }));
    await stage.one.set('short', 'x', 0.05);
    await stage.one.add('counter', 1, 0.05);
    await stage.one.set('long', 'x', 60);
    const client = new Client(url);
    await client.connect();
    await stage.until('the short ones are gone', async () => {
      const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM cache_entries');
      return rows[0]?.n === 1;
    });
    expect(await stage.one.get('long')).toBe('x');
    expect(await (stage.one as PostgresCache).sweep()).toBe(0);
    await client.end();
    await stage.close();
  });

  it('keeps its table out of the log of changes', async () => {
    const url = await freshUrl(server);
    const stage = await Stage.raise(postgresCache({ url }));
    const client = new Client(url);
    await client.connect();
    const { rows } = await client.query(
      `SELECT relpersistence FROM pg_class WHERE relname = 'cache_entries'`,
    );
    expect(rows).toEqual([{ relpersistence: 'u' }]);
    await client.end();
    await stage.close();
  });

  it('opens on many nodes at once', async () => {
    const cache = postgresCache({ url: await freshUrl(server), poolSize: 1 });
    const stages = await Promise.all(Array.from({ length: 6 }, () => Stage.raise(cache)));
    await Promise.all(stages.map((stage) => stage.close()));
  });

  it('lets one of many win a place whose time is over', async () => {
    const stage = await Stage.raise(postgresCache({ url: await freshUrl(server) }));
    await stage.one.set('lease', 'old', 0.01);
    await stage.pass(0.05);
    const won = await Promise.all(
      Array.from({ length: 30 }, (_, n) => stage.one.set('lease', String(n), 60, 'absent')),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    await stage.close();
  });

  it('says so when it is asked to count what is no number', async () => {
    const stage = await Stage.raise(postgresCache({ url: await freshUrl(server) }));
    await stage.one.set('a', 'x', 60);
    await expect(stage.one.add('a', 1, 60)).rejects.toThrow(/"a" that is no counter/);
    expect(await stage.one.get('a')).toBe('x');
    await stage.close();
  });

  it('keeps nothing for a time that is no number, and what is given for ever for ten years', async () => {
    const stage = await Stage.raise(postgresCache({ url: await freshUrl(server) }));
    expect(await stage.one.set('a', 'x', Number.NaN)).toBe(false);
    expect(await stage.one.get('a')).toBeNull();
    expect(await stage.one.set('a', 'x', Number.POSITIVE_INFINITY)).toBe(true);
    expect(await stage.one.get('a')).toBe('x');
    await stage.close();
  });

  it('names where it looked for its server, and not the password', async () => {
    const url = new URL(server);
    url.password = 'secret-word';
    url.port = '1';
    const raised = Stage.raise(postgresCache({ url: url.href }));
    await expect(raised).rejects.toThrow(/127\.0\.0\.1:1\/postgres cannot be reached: nobody listens there/);
    await expect(raised).rejects.not.toThrow(/secret-word/);
  });
});
