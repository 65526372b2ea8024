import { describe, expect, it } from '@jest/globals';
import { lagFinding, roomFinding, settingFindings, skewFinding } from './findings.js';

const server = {
  version: 150_000,
  encoding: 'UTF8',
  fsync: 'on',
  fullPageWrites: 'on',
  synchronousCommit: 'remote_apply',
  maxConnections: 100,
  inRecovery: false,
};

describe('what is found of a Postgres', () => {
  it('names each setting that loses saves', () => {
    expect(settingFindings(server).every(({ ok }) => ok)).toBe(true);
    const lossy = settingFindings({
      ...server,
      fsync: 'off',
      fullPageWrites: 'off',
      synchronousCommit: 'off',
    });
    expect(lossy.map(({ ok }) => ok)).toEqual([false, false, false]);
    expect(lossy[0]).toMatchObject({ what: 'fsync is off', fix: expect.stringContaining('fsync=on') });
  });

  it('lets clocks differ by five seconds, in either direction', () => {
    expect([5, -5, 5.1, -5.1].map((seconds) => skewFinding(seconds).ok)).toEqual([true, true, false, false]);
  });

  it('counts the connections that others have', () => {
    expect(roomFinding(server, 18, 82).ok).toBe(true);
    expect(roomFinding(server, 18, 83).ok).toBe(false);
  });

  it('tells a replica that is behind, and what is no replica at all', () => {
    expect([0, 10, 11, null].map((seconds) => lagFinding(seconds).ok)).toEqual([true, true, false, false]);
  });
});
