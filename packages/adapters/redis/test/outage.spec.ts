import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Adapter, Bus, Cache } from '@aethex/core';
import { Stage, withServers, type MemoryLog } from '@aethex/testing';
import { redisBus, redisCache } from '../src/index.js';
import { frozenWay } from './frozen-way.js';
import { PrivateRedis } from './private-redis.js';

const seconds = 1_000;
const stages: { close(): Promise<void> }[] = [];
let server: PrivateRedis;

beforeEach(async () => {
  server = await PrivateRedis.start();
});
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
  await server.close();
});

async function raise<T extends object>(adapter: Adapter<T>): Promise<Stage<T>> {
  const stage = await Stage.raise(adapter);
  stages.push(stage);
  return stage;
}

const cacheStage = (): Promise<Stage<Cache>> => raise(redisCache({ url: server.url }));
const busStage = (): Promise<Stage<Bus>> => raise(redisBus({ url: server.url }));
const works = (cache: Cache): Promise<boolean> => cache.set('probe', 'x', 60).catch(() => false);

/** How long a call took to be refused as unavailable. */
async function refusedAfter(call: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await expect(call()).rejects.toMatchObject({ code: 'server.unavailable' });
  return performance.now() - began;
}

withServers(['redis'], 'a Redis that goes away', () => {
  describe('by a crash', () => {
    it('is missed at once, in our words, and is there again when it comes back empty', async () => {
      const stage = await cacheStage();
      await stage.one.set('kept', 'x', 60);
      await server.kill();
      await stage.until('it is missed', async () => !(await works(stage.one)));
      for (let n = 0; n < 50; n++)
        expect(await refusedAfter(() => stage.one.add('n', 1, 60))).toBeLessThan(200);
      await server.start();
      await stage.until('it is there again', () => works(stage.one));
      expect(await stage.one.get('kept')).toBeNull();
      expect(await stage.one.add('counter', 2, 60)).toBe(2);
    });

    it('is logged once as away and once as back', async () => {
      const stage = await cacheStage();
      await server.kill();
      await stage.until('it is missed', async () => !(await works(stage.one)));
      await sleep(300);
      await server.start();
      await stage.until('it is there again', () => works(stage.one));
      const words = (stage.log as MemoryLog).lines.map(({ message }) => message);
      expect(words.filter((word) => word.startsWith('Redis is'))).toEqual([
        'Redis is away; trying again',
        'Redis is back',
      ]);
    });

    it('is listened to again, by every listener that was not undone', async () => {
      const stage = await busStage();
      const heard: string[] = [];
      await stage.one.subscribe('stays', () => void heard.push('stays'));
      const undo = await stage.one.subscribe('goes', () => void heard.push('goes'));
      await server.kill();
      await stage.until('it is missed', () =>
        stage.one.publish('stays', new Uint8Array()).then(
          () => false,
          () => true,
        ),
      );
      await undo();
      await refusedAfter(() => stage.one.subscribe('late', () => void heard.push('late')));
      await server.start();
      await stage.until('a message comes through', async () => {
        for (const topic of ['goes', 'late', 'stays'])
          await stage.one.publish(topic, new Uint8Array()).catch(() => undefined);
        return heard.length > 0;
      });
      expect(new Set(heard)).toEqual(new Set(['stays']));
    });

    it('leaves nothing waiting in a queue', async () => {
      const stage = await cacheStage();
      await server.kill();
      await stage.until('it is missed', async () => !(await works(stage.one)));
      globalThis.gc?.();
      const before = process.memoryUsage().heapUsed;
      const value = 'x'.repeat(10_000);
      for (let n = 0; n < 200; n++)
        await Promise.allSettled(
          Array.from({ length: 100 }, (_, i) => stage.one.set(`k${n}.${i}`, value + n + i, 60)),
        );
      await sleep(50);
      globalThis.gc?.();
      // Kept, the 20,000 values would take 200 MB.
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
    });
  });

  describe('by standing still', () => {
    it('is given two seconds, then missed at once, and there again when it goes on', async () => {
      const stage = await cacheStage();
      server.stall();
      const waits = await Promise.all(
        Array.from({ length: 20 }, () => refusedAfter(() => stage.one.get('any'))),
      );
      expect(Math.max(...waits)).toBeLessThan(2 * seconds);
      await sleep(100);
      for (let n = 0; n < 20; n++) expect(await refusedAfter(() => stage.one.get('any'))).toBeLessThan(200);
      server.goOn();
      await stage.until('it is there again', () => works(stage.one));
    }, 20_000);

    it('is listened to again when the way to it has frozen, though nobody has asked it anything', async () => {
      const way = await frozenWay(server.port);
      const speaker = await busStage();
      const stage = await raise(redisBus({ url: way.url }));
      const heard: number[] = [];
      await stage.one.subscribe('topic', ([n = 0]) => void heard.push(n));
      way.freeze();
      await speaker.one.publish('topic', Uint8Array.of(1));
      await stage.until('it is heard again', async () => {
        await speaker.one.publish('topic', Uint8Array.of(2));
        return heard.length > 0;
      });
      expect(heard).not.toContain(1);
      way.close();
    }, 20_000);
  });

  describe('by refusing', () => {
    it('is unavailable while its memory is full, and heals when there is room', async () => {
      const stage = await cacheStage();
      await server.call('CONFIG', 'SET', 'maxmemory', '1');
      await refusedAfter(() => stage.one.set('any', 'x', 60));
      await refusedAfter(() => stage.one.add('any', 1, 60));
      expect(await stage.one.get('any')).toBeNull();
      await server.call('CONFIG', 'SET', 'maxmemory', '0');
      expect(await works(stage.one)).toBe(true);
      expect(await stage.one.add('any', 1, 60)).toBe(1);
    });

    it('is unavailable while it is a replica, and heals when it is none', async () => {
      const stage = await cacheStage();
      await server.call('REPLICAOF', '127.0.0.1', '1');
      await refusedAfter(() => stage.one.set('any', 'x', 60));
      await server.call('REPLICAOF', 'NO', 'ONE');
      await stage.until('it takes writes again', () => works(stage.one));
    });
  });
});
