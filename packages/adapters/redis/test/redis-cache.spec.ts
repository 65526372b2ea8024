import { afterEach, expect, it } from '@jest/globals';
import type { Adapter, Cache } from '@aethex/core';
import { cacheContract, Stage, withServers } from '@aethex/testing';
import { redisCache } from '../src/index.js';
import { ownPrefix } from './own-prefix.js';

const stages: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});

async function raise(adapter: Adapter<Cache>): Promise<Stage<Cache>> {
  const stage = await Stage.raise(adapter);
  stages.push(stage);
  return stage;
}

withServers(['redis'], 'RedisCache', ({ redis: url }) => {
  cacheContract(() => redisCache({ url, prefix: ownPrefix() }));

  it('keeps what servers of different prefixes keep apart', async () => {
    const [one, other] = [
      await raise(redisCache({ url, prefix: ownPrefix() })),
      await raise(redisCache({ url, prefix: ownPrefix() })),
    ];
    await one.one.set('key', 'one', 60);
    expect(await other.one.get('key')).toBeNull();
  });

  it('refuses to count with what is no counter, and by what is no whole number', async () => {
    const { one } = await raise(redisCache({ url, prefix: ownPrefix() }));
    await one.set('word', 'seven', 60);
    await expect(one.add('word', 1, 60)).rejects.toThrow(TypeError);
    await expect(one.add('half', 0.5, 60)).rejects.toThrow(TypeError);
    expect(await one.get('word')).toBe('seven');
  });

  it('keeps for a part of a millisecond what has no longer, and never for ever', async () => {
    const { one } = await raise(redisCache({ url, prefix: ownPrefix() }));
    expect(await one.set('blink', 'x', 0.0001)).toBe(true);
    await new Promise((resolve) => void setTimeout(resolve, 20));
    expect(await one.get('blink')).toBeNull();
    expect(await one.set('never', 'x', Number.NaN)).toBe(false);
    expect(await one.set('ages', 'x', Number.POSITIVE_INFINITY)).toBe(true);
    await one.delete('ages');
  });

  it('tells nobody its password', () => {
    const adapter = redisCache({ url: 'redis://ann:s3cret@cache.example:7000' });
    expect(JSON.stringify(adapter.about)).toBe('{"at":"cache.example:7000","prefix":"aethex"}');
  });

  it('refuses a URL of another kind in words', () =>
    expect(() => redisCache({ url: 'http://localhost' })).toThrow(/must look like redis:/));
});
