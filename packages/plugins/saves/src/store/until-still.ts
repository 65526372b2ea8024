import { houseError } from '@aethex/protocol';

/** A slot is not what it was when it was looked at. Never leaves the plugin. */
export class SlotMoved extends Error {
  constructor() {
    super('Another write was faster.');
    this.name = 'SlotMoved';
  }
}

/** How often somebody may be faster. Each time one of them has got through, so the line does move. */
const patience = 200;

/** Tries again as long as the slot moves under the attempt. */
export async function untilStill<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; tries <= patience; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof SlotMoved)) throw error;
    }
  }
  throw houseError('db.busy', undefined, { retryAfter: 1 });
}
