import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Bus } from '@aethex/core';
import { busContract, type MemoryLog, type Stage } from '@aethex/testing';
import { memoryBus } from '../src/index.js';
import { raise } from './raise.js';

const open = (): Promise<Stage<Bus>> => raise(memoryBus());

describe('MemoryBus', () => {
  busContract(memoryBus);

  it('runs a listener where it was subscribed, not in the call of whoever publishes', async () => {
    const { one } = await open();
    const place = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    await place.run('subscriber', () => one.subscribe('a', () => void seen.push(place.getStore())));
    await place.run('publisher', () => one.publish('a', Buffer.from('x')));
    await sleep(1);
    expect(seen).toEqual(['subscriber']);
  });

  it('logs what a listener throws', async () => {
    const stage = await open();
    await stage.one.subscribe('a', () => Promise.reject(new Error('later')));
    await stage.one.subscribe('a', () => {
      throw new Error('at once');
    });
    await stage.one.publish('a', Buffer.from('x'));
    await sleep(1);
    const { lines } = stage.log as MemoryLog;
    expect(lines.map(({ facts }) => (facts as { err: Error }).err.message).toSorted()).toEqual([
      'at once',
      'later',
    ]);
  });

  it('lets everybody else work while listeners answer each other without end', async () => {
    const { one } = await open();
    let answers = 0;
    const undo = await one.subscribe('a', (bytes) => {
      answers += 1;
      return one.publish('a', bytes);
    });
    await one.publish('a', Buffer.from('x'));
    await sleep(20);
    expect(answers).toBeGreaterThan(1);
    await undo();
  });
});
