import { beforeEach, describe, expect, it } from '@jest/globals';
import { Gather } from './gather.js';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('gathering', () => {
  let written = 0;
  let isBusy = false;
  const make = (ms: number) => new Gather({ ms, written: () => written, isBusy: () => isBusy });
  beforeEach(() => {
    written = 0;
    isBusy = false;
  });

  /** Milliseconds a turn took in which so many hot frames were handled. */
  const turnWith = async (gather: Gather, frames = 1, handle = (): void => undefined): Promise<number> => {
    const began = performance.now();
    for (let n = 0; n < frames; n += 1) {
      gather.begin();
      handle();
      gather.end();
    }
    await nextTurn();
    await nextTurn();
    return performance.now() - began;
  };

  it('sleeps after a turn that brought a few hot frames and nothing else', async () => {
    expect(await turnWith(make(60))).toBeGreaterThan(55);
  });

  it('does not sleep when it is switched off, when a call is under way, or when there was much to read', async () => {
    expect(await turnWith(make(0))).toBeLessThan(50);
    expect(await turnWith(make(60), 32)).toBeLessThan(50);
    isBusy = true;
    expect(await turnWith(make(60))).toBeLessThan(50);
  });

  it('does not sleep over other frames', async () => {
    const gather = make(60);
    expect(await turnWith(gather, 1, () => gather.disturb())).toBeLessThan(50);
    expect(await turnWith(gather)).toBeGreaterThan(55);
  });

  it('stays awake for a while when states are answered at once, or at the end of the turn', async () => {
    for (const answer of [() => void (written += 1), () => void setImmediate(() => (written += 1))]) {
      const gather = make(60);
      expect(await turnWith(gather, 1, answer)).toBeLessThan(50);
      expect(await turnWith(gather)).toBeLessThan(50);
    }
  });
});
