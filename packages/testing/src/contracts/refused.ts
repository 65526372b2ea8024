import { isAethexError } from '@aethex/protocol';
import { assert } from './suite.js';

/** Fails unless the work is refused with the code. */
export async function assertRefused(code: string, work: () => unknown, about = ''): Promise<void> {
  try {
    await work();
  } catch (error) {
    const got = isAethexError(error) ? error.code : String(error);
    assert.equal(got, code, `refused with another error ${about}`);
    return;
  }
  assert.fail(`not refused as ${code} ${about}`);
}
