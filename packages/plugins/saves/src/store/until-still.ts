import type { Db } from '@aethex/core';
import { houseError } from '@aethex/protocol';

/** A slot is not what it was when it was looked at. Never leaves the plugin. */
export class SlotMoved extends Error {
  constructor() {
    super('Another write was faster.');
    this.name = 'SlotMoved';
  }
}

/** Reads what an attempt is to be based on. */
export type Look = <T>(work: () => Promise<T>) => Promise<T>;

/** How often somebody may be faster. Each time one of them has got through, so the line does move. */
const patience = 200;

/**
 * Tries again as long as the slot moves under the attempt. From the second time on it looks with the eyes of a writer:
 * who was faster may not have committed yet, and a reader would see the same old slot again.
 */
export async function untilStill<T>(db: Db, attempt: (look: Look) => Promise<T>): Promise<T> {
  const first: Look = (work) => work();
  const again: Look = (work) => db.write(() => work());
  for (let tries = 1; tries <= patience; tries += 1) {
    try {
      return await attempt(tries === 1 ? first : again);
    } catch (error) {
      if (!(error instanceof SlotMoved)) throw error;
    }
  }
  throw houseError('db.busy', undefined, { retryAfter: 1 });
}
