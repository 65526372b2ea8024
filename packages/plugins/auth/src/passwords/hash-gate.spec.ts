import { describe, expect, it } from '@jest/globals';
import { HashGate } from './hash-gate.js';

/** Work that goes on until it is told to end. */
function openWork() {
  const ends: (() => void)[] = [];
  let most = 0;
  let under = 0;
  const work = async (): Promise<string> => {
    most = Math.max(most, ++under);
    await new Promise<void>((resolve) => ends.push(resolve));
    under -= 1;
    return 'done';
  };
  const endAll = async (): Promise<void> => {
    do {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    } while (ends.length > 0);
  };
  return { work, endAll, most: () => most };
}

describe('the gate before password hashes', () => {
  it('lets only a few through at once', async () => {
    const { work, endAll, most } = openWork();
    const gate = new HashGate(2, 10, () => undefined);
    const all = Promise.all(Array.from({ length: 8 }, () => gate.run(work)));
    await endAll();
    expect((await all).every((one) => one?.value === 'done')).toBe(true);
    expect(most()).toBe(2);
  });

  it('turns away whoever finds no place to wait, at once', async () => {
    const { work, endAll } = openWork();
    const gate = new HashGate(1, 2, () => undefined);
    const inside = [gate.run(work), gate.run(work), gate.run(work)];
    expect(await gate.run(work)).toBeNull();
    await endAll();
    expect((await Promise.all(inside)).map((one) => one?.value)).toEqual(['done', 'done', 'done']);
    const after = gate.run(work);
    await endAll();
    expect(await after).toEqual({ value: 'done' });
  });

  it('gives the place of a failure to the next one', async () => {
    const gate = new HashGate(1, 2, () => undefined);
    const failing = gate.run(() => Promise.reject(new Error('no')));
    const next = gate.run(async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toEqual({ value: 'yes' });
  });

  it('says how many wait', async () => {
    const { work, endAll } = openWork();
    const said: number[] = [];
    const gate = new HashGate(1, 5, (waiting) => said.push(waiting));
    const all = Promise.all([gate.run(work), gate.run(work), gate.run(work)]);
    await endAll();
    await all;
    expect(said).toEqual([1, 2, 1, 0]);
  });
});
