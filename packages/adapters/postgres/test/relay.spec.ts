import { afterAll, describe, expect, it } from '@jest/globals';
import { relayContract, Stage, withServers } from '@aethex/testing';
import { Client } from 'pg';
import { postgresRelay } from '../src/index.js';
import { PrivateServer } from './private-server.js';
import { dropDatabases, freshUrl } from './servers.js';

withServers(['postgres'], 'PostgresRelay', ({ postgres: server }) => {
  afterAll(dropDatabases);
  relayContract(async () => postgresRelay({ url: await freshUrl(server) }));

  it('opens on many nodes at once', async () => {
    const relay = postgresRelay({ url: await freshUrl(server), poolSize: 1 });
    const stages = await Promise.all(Array.from({ length: 6 }, () => Stage.raise(relay)));
    await Promise.all(stages.map((stage) => stage.close()));
  });

  it('gives greater fences where the rows of older claims are gone', async () => {
    const url = await freshUrl(server);
    const stage = await Stage.raise(postgresRelay({ url }));
    const first = await stage.one.claim('room', 'a', 60);
    const client = new Client(url);
    await client.connect();
    await client.query('DELETE FROM relay_claims');
    await client.end();
    const second = await stage.one.claim('room', 'b', 60);
    expect(second!.fence).toBeGreaterThan(first!.fence);
    await stage.close();
  });

  it('names where it looked for its server, and not the password', async () => {
    const url = new URL(server);
    url.password = 'secret-word';
    url.port = '1';
    const raised = Stage.raise(postgresRelay({ url: url.href }));
    await expect(raised).rejects.toThrow(/127\.0\.0\.1:1\/postgres cannot be reached: nobody listens there/);
    await expect(raised).rejects.not.toThrow(/secret-word/);
  });

  it('doctor claims, prolongs and gives back for real', async () => {
    const stage = await Stage.raise(postgresRelay({ url: await freshUrl(server) }));
    expect(await stage.adapter.check!(stage.one)).toEqual([
      expect.objectContaining({ what: 'a room was claimed, prolonged and given back', ok: true }),
    ]);
    await stage.close();
  });
});

describe('PostgresRelay on a server that goes away', () => {
  afterAll(() => PrivateServer.closeAll());

  it('says that it is away, comes back by itself, and knows the claims it has given', async () => {
    const server = await PrivateServer.start();
    const stage = await Stage.raise(postgresRelay({ url: server.url }));
    const claim = await stage.one.claim('room', 'a', 60);
    await server.killed();
    const calls = [
      stage.one.claim('room', 'a', 60),
      stage.one.renew([claim!], 60),
      stage.one.holder('room'),
      stage.one.send('a', Uint8Array.of(1)),
    ];
    for (const call of calls)
      await expect(call).rejects.toMatchObject({ code: 'server.unavailable', data: { part: 'Relay' } });
    await server.up();
    const heard: Uint8Array[] = [];
    await stage.until('it listens again', () =>
      stage.one
        .listen('a', (bytes) => void heard.push(bytes))
        .then(
          () => true,
          () => false,
        ),
    );
    expect(await stage.one.renew([claim!], 60)).toEqual([true]);
    await stage.one.send('a', Uint8Array.of(1));
    await stage.until('it was heard', () => heard.length === 1);
    await stage.close();
    await server.close();
  }, 60_000);
});
