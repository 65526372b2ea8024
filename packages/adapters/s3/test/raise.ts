import { afterEach } from '@jest/globals';
import type { Adapter } from '@aethex/core';
import { Stage } from '@aethex/testing';

const raised: { close(): Promise<void> }[] = [];

/** Puts an adapter on a stage that is cleared when the test has ended. */
export async function raise<T extends object>(adapter: Adapter<T>): Promise<Stage<T>> {
  const stage = await Stage.raise(adapter);
  raised.push(stage);
  return stage;
}

afterEach(async () => {
  for (const stage of raised.splice(0)) await stage.close();
});
