import { describe, expect, it } from '@jest/globals';
import { readInfo, serverFindings } from './server-findings.js';

const healthy = {
  redis_version: '7.0.15',
  role: 'master',
  used_memory: '1048576',
  maxmemory: '0',
  maxmemory_policy: 'noeviction',
  aof_enabled: '0',
  save: '',
};

const findings = (more: Partial<typeof healthy> = {}) =>
  serverFindings(new Map(Object.entries({ ...healthy, ...more })));
const wrong = (more: Partial<typeof healthy>) => findings(more).filter(({ ok }) => !ok);

describe('what is said about a Redis', () => {
  it('is all well of a healthy one, with or without its data on the disk', () => {
    expect(wrong({})).toEqual([]);
    expect(wrong({ aof_enabled: '1', save: '3600 1' })).toEqual([]);
  });

  it.each([
    ['a version before 6.2', { redis_version: '6.0.16' }, 'version 6.0.16'],
    ['a replica', { role: 'slave' }, 'a replica, which refuses every write'],
    ['one that is nearly full', { used_memory: '99', maxmemory: '100' }, 'uses 0 MiB of 0 MiB'],
    [
      'one that may come back old',
      { save: '3600 1 300 100' },
      'keeps snapshots alone: after a crash it comes back with what a cache held minutes ago',
    ],
    [
      'one that evicts',
      { maxmemory: '1073741824', maxmemory_policy: 'allkeys-lru' },
      'maxmemory-policy is allkeys-lru: when it is full it forgets limits and the guards against repeats early',
    ],
  ])('names %s, with the fix', (_, more, what) =>
    expect(wrong(more)).toEqual([{ what, ok: false, fix: expect.any(String) }]),
  );

  it('does not complain of a policy that never acts', () =>
    expect(wrong({ maxmemory: '0', maxmemory_policy: 'allkeys-lru' })).toEqual([]));

  it('says so where a hosted one does not tell', () =>
    expect(serverFindings(new Map()).filter(({ ok }) => !ok)).toEqual([]));

  it('is read from the lines of INFO', () =>
    expect([...readInfo('# Server\r\nredis_version:7.0.15\r\nos:Linux a:b\r\n')]).toEqual([
      ['redis_version', '7.0.15'],
      ['os', 'Linux a:b'],
    ]));
});
