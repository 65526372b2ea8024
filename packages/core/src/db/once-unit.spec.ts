import { describe, expect, it } from '@jest/globals';
import { OnceUnit } from './once-unit.js';

describe('the writes of one call', () => {
  it('that could not begin fail with what kept them, and leave nothing to undo', async () => {
    const unit = new OnceUnit(() => Promise.reject(new Error('no connection')), undefined as never);
    await expect(unit.write(async () => 1)).rejects.toThrow('no connection');
    await expect(unit.rollback()).resolves.toBeUndefined();
  });
});
