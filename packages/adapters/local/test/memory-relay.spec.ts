import { describe, expect, it } from '@jest/globals';
import { relayContract } from '@aethex/testing';
import { memoryRelay } from '../src/index.js';
import { raise } from './raise.js';

describe('MemoryRelay', () => {
  relayContract(memoryRelay);

  it('keeps no claim for ever that nobody renews', async () => {
    const stage = await raise(memoryRelay());
    for (let n = 0; n < 900; n += 1) await stage.one.claim(`old/${n}`, 'a', 1);
    await stage.pass(2);
    for (let n = 0; n < 200; n += 1) await stage.one.claim(`new/${n}`, 'a', 60);
    const { size } = Reflect.get(stage.one, 'held') as Map<string, unknown>;
    expect(size).toBeLessThanOrEqual(200);
  });
});
