import { describe, expect, it } from '@jest/globals';
import { apiSnapshot, compareSnapshots, deprecatedIds } from '../src/index.js';
import { contracts } from './first-party.js';

const snapshot = apiSnapshot(contracts);

describe('the snapshot of our own contracts', () => {
  it('is plain JSON, and the same in whatever order the contracts come', () => {
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(JSON.stringify(apiSnapshot(contracts.toReversed()))).toBe(JSON.stringify(snapshot));
  });

  it('holds what clients rely on', () => {
    expect(snapshot.methods['saves.put']).toMatchObject({
      who: 'player',
      once: true,
      rest: { routes: ['POST /saves/:user_id'], statuses: [200, 201], etag: 'revision' },
      input: { slot_name: 'string', data: 'any', 'encoding?': "'base64' | 'json'", 'overwrite?': 'boolean' },
      output: { revision: 'integer', parent_revision: 'integer | null', created: 'boolean' },
      errors: { conflict: { status: 409, rpc: -32009 } },
    });
    expect(snapshot.events['saves.changed']).toMatchObject({ to: 'player' });
    expect(snapshot.clientFrames['auth']).toMatchObject({ token: 'string', type: "'auth'" });
    expect(snapshot.serverFrames['event']).toMatchObject({ event: 'string', server_ts: 'integer' });
    expect(snapshot.closeCodes).toMatchObject({ draining: 4000, auth_failed: 4501 });
  });

  it('complains about a field that is gone, until DEPRECATIONS.md names it', () => {
    const after = structuredClone(snapshot) as { methods: Record<string, { input: Record<string, string> }> };
    delete after.methods['saves.put']?.input['slot_name'];
    const breaks = compareSnapshots(snapshot, after as never);
    expect(breaks).toEqual([{ id: 'saves.put.input.slot_name', what: 'was removed' }]);

    const announced = deprecatedIds('| `saves.put.input.slot_name` | 1.0.0 | `saves.put.input.slot` |');
    expect(breaks.filter(({ id }) => !announced.has(id))).toEqual([]);
  });
});
