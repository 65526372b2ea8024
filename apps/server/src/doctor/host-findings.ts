import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { HttpConfig, type Finding, type Plan } from '@aethex/core';
import { dataDirOf } from '../data/data-dir.js';
import { holderOf } from '../data/hold.js';
import { nearestFolder } from './nearest-folder.js';

const gigabyte = 1024 ** 3;
/** Free disk below which saves will soon fail. */
const enoughDisk = gigabyte;
/** No clock is right that stands before this program was written. */
const written = Date.UTC(2026, 0, 1);

/** What can be said of the host before anything is opened, and whether its folder lets anything be opened. */
export async function hostFindings(plan: Plan): Promise<{ findings: Finding[]; usable: boolean }> {
  const dir = dataDirOf(plan);
  const folder = folderFinding(dir);
  const findings = [
    nodeFinding(),
    clockFinding(),
    folder,
    diskFinding(dir),
    ...privateFinding(dir),
    ...(folder.ok ? [await portFinding(plan, dir)] : []),
  ];
  return { findings, usable: folder.ok };
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return {
    what: `Node ${process.versions.node}`,
    ok: major > 20 || (major === 20 && minor >= 19),
    fix: 'Install Node 20.19 or newer; 22 or 24 still get security fixes.',
  };
}

function clockFinding(): Finding {
  return {
    what: `The clock says ${new Date().toISOString()}`,
    ok: Date.now() > written,
    fix: 'Set the clock, tokens expire by it: `timedatectl set-ntp true`.',
  };
}

function folderFinding(dir: string): Finding {
  const place = nearestFolder(dir);
  const fix = `Make ${place} a folder this user may write to, or choose another one with --data.`;
  try {
    accessSync(place, constants.W_OK);
    return statSync(place).isDirectory()
      ? { what: `${dir} can be written`, ok: true }
      : { what: `${dir} cannot be written: ${place} is no folder`, ok: false, fix };
  } catch {
    return { what: `${dir} cannot be written`, ok: false, fix };
  }
}

function diskFinding(dir: string): Finding {
  const { bavail, bsize } = statfsSync(nearestFolder(dir));
  const free = bavail * bsize;
  return {
    what: `${(free / gigabyte).toFixed(1)} GiB are free`,
    ok: free >= enoughDisk,
    fix: 'Make room: without any, saves are refused with server.storage_full.',
  };
}

/** Windows keeps rights in another way and shows the same bits for all. */
function privateFinding(dir: string): Finding[] {
  if (process.platform === 'win32' || !existsSync(dir)) return [];
  const open = (statSync(dir).mode & 0o077) !== 0;
  const what = open ? `Other users of this host may look into ${dir}` : `No other user may look into ${dir}`;
  return [{ what, ok: !open, fix: `Run: chmod -R go= "${dir}"` }];
}

async function portFinding(plan: Plan, dir: string): Promise<Finding> {
  const holder = existsSync(dir) ? await holderOf(dir) : null;
  if (holder)
    return { what: `A server runs on the data directory: process ${holder.pid}, ${holder.url}`, ok: true };
  const { host, port } = new HttpConfig(
    plan.sections.find(({ section }) => section === HttpConfig)?.values as never,
  );
  const trouble = await listenTrouble(host, port);
  return {
    what:
      trouble === null
        ? `Port ${port} on ${host} is free`
        : `Port ${port} on ${host} cannot be used: ${trouble}`,
    ok: trouble === null,
    fix: 'Choose another one with --port or --host, or end who listens there.',
  };
}

function listenTrouble(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.message));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
