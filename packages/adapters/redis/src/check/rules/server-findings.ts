import type { Finding } from '@aethex/core';

/** What `INFO` tells, by name. */
export type ServerInfo = ReadonlyMap<string, string>;

/** Reads the lines of `INFO`. */
export const readInfo = (info: string): ServerInfo =>
  new Map(
    info.split('\r\n').flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : [];
    }),
  );

/** The oldest version whose commands are used. */
const oldest = { major: 6, minor: 2 };
/** How much of its memory a Redis may have filled. */
const fullest = 0.9;

const mebibytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MiB`;

/** What is to be said about a server, of which each finding stands for itself. */
export const serverFindings = (info: ServerInfo): Finding[] => [
  version(info),
  role(info),
  memory(info),
  eviction(info),
  persistence(info),
];

function version(info: ServerInfo): Finding {
  const found = info.get('redis_version');
  const [major = 0, minor = 0] = (found ?? '').split('.').map(Number);
  if (found === undefined) return { what: 'the version could not be read', ok: true };
  return {
    what: `version ${found}`,
    ok: major > oldest.major || (major === oldest.major && minor >= oldest.minor),
    fix: `Use Redis ${oldest.major}.${oldest.minor} or newer, or Valkey.`,
  };
}

function role(info: ServerInfo): Finding {
  const isReplica = info.get('role') === 'slave';
  return {
    what: isReplica ? 'a replica, which refuses every write' : 'takes writes',
    ok: !isReplica,
    fix: 'Let "url" name the primary.',
  };
}

function memory(info: ServerInfo): Finding {
  const used = Number(info.get('used_memory') ?? 0);
  const most = Number(info.get('maxmemory') ?? 0);
  const what = `uses ${mebibytes(used)} of ${most > 0 ? mebibytes(most) : 'whatever the host has'}`;
  return {
    what,
    ok: most === 0 || used < most * fullest,
    fix: 'Raise maxmemory, or give it to a larger host.',
  };
}

function eviction(info: ServerInfo): Finding {
  const policy = info.get('maxmemory_policy');
  if (policy === undefined) return { what: 'maxmemory-policy could not be read', ok: true };
  const evicts = policy !== 'noeviction' && Number(info.get('maxmemory') ?? 0) > 0;
  return {
    what: evicts
      ? `maxmemory-policy is ${policy}: when it is full it forgets limits and the guards against repeats early`
      : `maxmemory-policy is ${policy}`,
    ok: !evicts,
    fix: 'CONFIG SET maxmemory-policy noeviction, and the same in redis.conf.',
  };
}

/** A Redis that comes back from an old snapshot would serve what was written over since. `save` is its own setting. */
function persistence(info: ServerInfo): Finding {
  const snapshots = info.get('save') ?? '';
  const appends = info.get('aof_enabled') === '1';
  const isOld = snapshots !== '' && !appends;
  return {
    what: isOld
      ? 'keeps snapshots alone: after a crash it comes back with what a cache held minutes ago'
      : `keeps ${appends ? 'a log' : 'nothing'} on the disk; nothing here is the only copy`,
    ok: !isOld,
    fix: 'CONFIG SET save "", or CONFIG SET appendonly yes, and the same in redis.conf.',
  };
}
