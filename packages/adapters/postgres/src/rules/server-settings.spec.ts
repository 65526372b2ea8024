import { describe, expect, it } from '@jest/globals';
import { refuseLossy, refuseUnfit } from './server-settings.js';

const server = {
  version: 130_000,
  encoding: 'UTF8',
  fsync: 'on',
  fullPageWrites: 'on',
  synchronousCommit: 'on',
  maxConnections: 100,
  inRecovery: false,
};
const strict = { unsafe: { allowFsyncOff: false } };
const unsafe = { unsafe: { allowFsyncOff: true } };

describe('a server that would not keep our promises is refused', () => {
  it.each([
    [{ fsync: 'off' }, /fsync=off.*lose saves.*Set fsync=on/],
    [{ fullPageWrites: 'off' }, /full_page_writes=off.*Set full_page_writes=on/],
    [{ synchronousCommit: 'off' }, /synchronous_commit=off.*Set synchronous_commit=on/],
    [{ fsync: 'off', synchronousCommit: 'off' }, /fsync=off, synchronous_commit=off/],
  ])('with %j', (lossy, words) => {
    expect(() => refuseLossy({ ...server, ...lossy }, strict)).toThrow(words);
  });

  it('unless it is asked for what is unsafe, and then not for everything', () => {
    expect(() => refuseLossy({ ...server, fsync: 'off', fullPageWrites: 'off' }, unsafe)).not.toThrow();
    expect(() => refuseLossy({ ...server, synchronousCommit: 'off' }, unsafe)).toThrow(/synchronous_commit/);
    expect(() => refuseLossy({ ...server, synchronousCommit: 'local' }, strict)).not.toThrow();
  });

  it.each([
    [{ version: 120_022 }, /db:5432\/game is version 12\. Upgrade it/],
    [{ encoding: 'SQL_ASCII' }, /keeps its text as SQL_ASCII.*ENCODING 'UTF8'/],
    [{ inRecovery: true }, /is a replica.*"reader"/],
  ])('being %j', (unfit, words) => {
    expect(() => refuseUnfit({ ...server, ...unfit }, 'db:5432/game')).toThrow(words);
    expect(() => refuseUnfit(server, 'db:5432/game')).not.toThrow();
  });
});
