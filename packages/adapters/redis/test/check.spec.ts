import { afterEach, expect, it } from '@jest/globals';
import { AdapterHost, Cache } from '@aethex/core';
import { startAethex, withServers } from '@aethex/testing';
import { redis } from '../src/index.js';
import { PrivateRedis } from './private-redis.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function serverOn(...settings: readonly string[]) {
  const own = await PrivateRedis.start(...settings);
  ends.push(() => own.close());
  const server = await startAethex({ adapters: redis({ url: own.url }) });
  ends.push(() => server.stop());
  return { own, server, check: () => server.get(AdapterHost).check() };
}

const wrong = (findings: readonly { ok: boolean; what: string }[]): string[] =>
  findings.filter(({ ok }) => !ok).map(({ what }) => what);

withServers(['redis'], 'doctor with Redis', () => {
  it('tries cache, bus, relay and jobs for real, and leaves no trace', async () => {
    const { own, check } = await serverOn();
    const findings = await check();
    const words = findings.map(({ what }) => what);
    for (const tried of [
      'a value was kept, read and removed',
      'a message was sent and heard',
      'a room was claimed, prolonged and given back',
      'workers can be woken',
    ])
      expect(words).toContain(tried);
    expect(words.filter((word) => word.includes('maxmemory-policy'))).toHaveLength(1);
    expect(wrong(findings)).toEqual([]);
    expect(await own.call('KEYS', '*doctor*')).toEqual([]);
  }, 20_000);

  it('names an eviction that forgets limits early, and a replica', async () => {
    const { own, check } = await serverOn('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru');
    expect(wrong(await check())).toEqual([expect.stringMatching(/maxmemory-policy is allkeys-lru/)]);
    await own.call('REPLICAOF', '127.0.0.1', '1');
    expect(wrong(await check())).toContainEqual(
      expect.stringMatching(/a replica, which refuses every write/),
    );
  }, 20_000);

  it('names a Redis that would come back from an old snapshot', async () => {
    const { check } = await serverOn('--save', '3600 1');
    expect(wrong(await check())).toEqual([expect.stringMatching(/keeps snapshots alone/)]);
  }, 20_000);

  it('shares one connection for commands and one to listen among its adapters', async () => {
    const { own, server } = await serverOn();
    await server.get(Cache).get('any');
    const list = String(await own.call('CLIENT', 'LIST'));
    const names = [...list.matchAll(/ name=aethex:(\w+)/g)].map(([, name]) => name).toSorted();
    expect(names.filter((name) => name !== 'jobs')).toEqual(['bull', 'commands', 'ears']);
  }, 20_000);
});
