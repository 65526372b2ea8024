import type { Finding } from '@aethex/core';
import type { ServerSettings } from './server-settings.js';

/** Seconds by which the server's clock and ours may differ. */
const mostSkew = 5;
/** Seconds a replica may be behind. */
const mostLag = 10;

const onOrOff = (name: string, value: string): Finding => ({
  what: `${name} is ${value}`,
  ok: value !== 'off',
  fix: `Set ${name}=on and reload the server, or a power cut loses saves.`,
});

/** What the server's settings mean for what it has acknowledged. */
export const settingFindings = (server: ServerSettings): Finding[] => [
  onOrOff('fsync', server.fsync),
  onOrOff('full_page_writes', server.fullPageWrites),
  onOrOff('synchronous_commit', server.synchronousCommit),
];

/** `seconds` by which the server's clock is ahead of ours. */
export const skewFinding = (seconds: number): Finding => ({
  what: `the clocks of Postgres and of this machine differ by ${Math.abs(seconds).toFixed(1)} s`,
  ok: Math.abs(seconds) <= mostSkew,
  fix: 'Let both go by NTP (chrony or systemd-timesyncd).',
});

/** Whether the server has room for this node's connections beside those of `others`. */
export function roomFinding(server: ServerSettings, wanted: number, others: number): Finding {
  const free = server.maxConnections - others;
  return {
    what: `this node takes up to ${wanted} of the ${server.maxConnections} connections, of which others use ${others}`,
    ok: wanted <= free,
    fix: 'Raise max_connections of the server, or lower poolSize and readPoolSize.',
  };
}

/** `seconds` the replica is behind, or `null` when it is none. */
export function lagFinding(seconds: number | null): Finding {
  if (seconds === null)
    return {
      what: 'the reader is no replica',
      ok: false,
      fix: 'Give the URL of a replica as "reader", or leave it out.',
    };
  return {
    what: `the replica is ${seconds.toFixed(1)} s behind`,
    ok: seconds <= mostLag,
    fix: 'Look at its load and at pg_stat_replication on the primary.',
  };
}
