import { describe, expect, it } from '@jest/globals';
import type { Cache } from '@aethex/core';
import { cacheContract, type Stage } from '@aethex/testing';
import { memoryCache, type MemoryCacheOptions } from '../src/index.js';
import { raise } from './raise.js';

const open = (options: MemoryCacheOptions = {}): Promise<Stage<Cache>> => raise(memoryCache(options));

describe('MemoryCache', () => {
  cacheContract(memoryCache);

  it('forgets what was not used for longest when it is full', async () => {
    const { one } = await open({ maxEntries: 3 });
    for (const key of ['a', 'b', 'c']) await one.set(key, key, 60);
    await one.get('a');
    await one.set('d', 'd', 60);
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => one.get(key)))).toEqual(['a', null, 'c', 'd']);
  });

  it('lets those go first whose time is over', async () => {
    const stage = await open({ maxEntries: 3 });
    await stage.one.set('oldest', 'x', 60);
    await stage.one.set('short', 'x', 1);
    await stage.one.set('other', 'x', 60);
    await stage.pass(2);
    await stage.one.set('new', 'x', 60);
    expect(await stage.one.get('oldest')).toBe('x');
  });

  it('keeps within its bytes, and does not keep what alone is more', async () => {
    const { one } = await open({ maxBytes: 100_000 });
    for (let n = 0; n < 50; n++) await one.set(`k${n}`, 'x'.repeat(5_000), 60);
    const kept = await Promise.all(Array.from({ length: 50 }, (_, n) => one.get(`k${n}`)));
    expect(kept.filter((value) => value !== null).length).toBeLessThan(11);
    expect(await one.set('huge', 'x'.repeat(60_000), 60)).toBe(false);
    expect(await one.get('huge')).toBeNull();
  });

  it('neither brings back nor prolongs anything when the clock is set back', async () => {
    const stage = await open();
    await stage.one.set('over', 'x', 1);
    await stage.one.set('alive', 'x', 60);
    await stage.pass(2);
    await stage.one.get('alive');
    stage.clock.advance(-86_400_000);
    expect(await stage.one.get('over')).toBeNull();
    expect(await stage.one.get('alive')).toBe('x');
    await stage.pass(58);
    expect(await stage.one.get('alive')).toBeNull();
  });

  it('keeps nothing for a time that is no number', async () => {
    const { one } = await open();
    expect(await one.set('a', 'x', Number.NaN)).toBe(false);
    expect(await one.get('a')).toBeNull();
  });

  it('says so when it is asked to count what is no number', async () => {
    const { one } = await open();
    await one.set('a', 'x', 60);
    await expect(one.add('a', 1, 60)).rejects.toThrow(/"a" that is no counter/);
    expect(await one.get('a')).toBe('x');
  });
});
