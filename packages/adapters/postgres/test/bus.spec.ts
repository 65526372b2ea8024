import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { busContract, Stage, withServers } from '@aethex/testing';
import { Client } from 'pg';
import { postgresBus } from '../src/index.js';
import { channelOf } from '../src/rules/notices.js';
import { PrivateServer } from './private-server.js';
import { dropDatabases, freshUrl } from './servers.js';

withServers(['postgres'], 'PostgresBus', ({ postgres: server }) => {
  afterAll(dropDatabases);
  busContract(async () => postgresBus({ url: await freshUrl(server) }));

  it('carries a mebibyte in one piece, beside others that publish', async () => {
    const stage = await Stage.raise(postgresBus({ url: await freshUrl(server) }));
    const heard: Buffer[] = [];
    await (await stage.other()).subscribe('a', (bytes) => void heard.push(Buffer.from(bytes)));
    const sent = [1, 2, 3].map(() => randomBytes(1024 * 1024));
    await Promise.all([
      ...sent.map((bytes) => stage.one.publish('a', bytes)),
      ...Array.from({ length: 50 }, () => stage.one.publish('b', randomBytes(6_000))),
    ]);
    await stage.until('all were heard', () => heard.length === sent.length);
    expect(heard.every((bytes, index) => bytes.equals(sent[index]!))).toBe(true);
    await stage.close();
  });

  it('tells two messages that are the same, published at once', async () => {
    const stage = await Stage.raise(postgresBus({ url: await freshUrl(server) }));
    let heard = 0;
    await stage.one.subscribe('a', () => void (heard += 1));
    await Promise.all([1, 2, 3, 4, 5].map(() => stage.one.publish('a', Buffer.from('same'))));
    await stage.until('all were heard', () => heard >= 5);
    expect(heard).toBe(5);
    await stage.close();
  });

  it('gives no nonsense to whoever listens when others notify on its channel', async () => {
    const url = await freshUrl(server);
    const stage = await Stage.raise(postgresBus({ url }));
    const heard: string[] = [];
    await stage.one.subscribe('a', (bytes) => void heard.push(Buffer.from(bytes).toString()));
    const stranger = new Client(url);
    await stranger.connect();
    for (const payload of ['', 'nonsense', 'x.1.1.2:AAAA', 'x.1.0.2:AAAA', '{"a":1}'])
      await stranger.query('SELECT pg_notify($1, $2)', [channelOf('a'), payload]);
    await stranger.end();
    await stage.one.publish('a', Buffer.from('word'));
    await stage.until('it was heard', () => heard.includes('word'));
    expect(heard).toEqual(['word']);
    await stage.close();
  });
});

withServers(['postgres'], 'PostgresBus on a server of its own', () => {
  afterEach(() => PrivateServer.closeAll());

  it('comes back by itself, listens again, and meanwhile says at once that it is away', async () => {
    const server = await PrivateServer.start();
    const stage = await Stage.raise(postgresBus({ url: server.url }));
    const heard: string[] = [];
    await (await stage.other()).subscribe('a', (bytes) => void heard.push(Buffer.from(bytes).toString()));
    await server.killed();
    await sleep(50);
    const began = performance.now();
    await expect(stage.one.publish('a', Buffer.from('lost'))).rejects.toMatchObject({
      code: 'server.unavailable',
    });
    expect(performance.now() - began).toBeLessThan(100);
    await server.up();
    await stage.until('it was heard again', async () => {
      await stage.one.publish('a', Buffer.from('again')).catch(() => undefined);
      return heard.includes('again');
    });
    expect(heard).not.toContain('lost');
    await stage.close();
    await server.close();
  }, 60_000);

  it('gives up a server that does not answer', async () => {
    const server = await PrivateServer.start();
    const stage = await Stage.raise(postgresBus({ url: server.url }));
    server.stall();
    const began = performance.now();
    try {
      await expect(stage.one.publish('a', Buffer.from('x'))).rejects.toMatchObject({
        code: 'server.unavailable',
      });
    } finally {
      server.resume();
    }
    expect(performance.now() - began).toBeLessThan(7_000);
    await stage.until('it is back', async () =>
      stage.one.publish('a', Buffer.from('x')).then(
        () => true,
        () => false,
      ),
    );
    await stage.close();
    await server.close();
  }, 60_000);
});
