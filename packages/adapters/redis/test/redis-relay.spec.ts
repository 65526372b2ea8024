import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Relay } from '@aethex/core';
import { relayContract, Stage, withServers } from '@aethex/testing';
import { redisRelay } from '../src/index.js';
import { ownPrefix } from './own-prefix.js';
import { PrivateRedis } from './private-redis.js';

withServers(['redis'], 'RedisRelay', ({ redis: url }) => {
  relayContract(() => redisRelay({ url, prefix: ownPrefix() }));

  describe('on a Redis that goes away', () => {
    let server: PrivateRedis;
    let stage: Stage<Relay>;
    beforeEach(async () => {
      server = await PrivateRedis.start();
      stage = await Stage.raise(redisRelay({ url: server.url }));
    });
    afterEach(async () => {
      await stage.close();
      await server.close();
    });

    const answers = (): Promise<boolean> =>
      stage.one.holder('any').then(
        () => true,
        () => false,
      );

    it('gives greater fences when it comes back empty, and knows nothing of older claims', async () => {
      const before = await stage.one.claim('room', 'a', 60);
      await server.kill();
      await stage.until('it is missed', async () => !(await answers()));
      await server.start();
      await stage.until('it is there again', answers);
      expect(await stage.one.renew([before!], 60)).toEqual([false]);
      const after = await stage.one.claim('room', 'b', 60);
      expect(after!.fence).toBeGreaterThan(before!.fence);
    });

    it('says at once that it is away, in our words', async () => {
      await server.kill();
      await stage.until('it is missed', async () => !(await answers()));
      const claim = { name: 'room', node: 'a', fence: 1, about: '' };
      const calls = [
        stage.one.claim('room', 'a', 60),
        stage.one.renew([claim], 60),
        stage.one.pass(claim, 'b', 60),
        stage.one.release(claim),
        stage.one.holder('room'),
        stage.one.send('a', Uint8Array.of(1)),
        stage.one.listen('a', () => undefined),
      ];
      for (const call of calls)
        await expect(call).rejects.toMatchObject({ code: 'server.unavailable', data: { part: 'Relay' } });
    });

    it('leaves nothing behind but the last fence', async () => {
      const claim = await stage.one.claim('room', 'a', 60);
      await stage.one.release(claim!);
      expect(await server.call('KEYS', '*')).toEqual(['{aethex:relay}:fence']);
    });
  });
});
