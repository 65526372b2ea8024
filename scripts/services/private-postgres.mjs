import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackage } from './debian.mjs';
import { freePort } from './free-port.mjs';

/** Signals by which Postgres is told how to end: it asks nobody to finish, or does not even write its memory down. */
const endings = { fast: 'SIGINT', immediate: 'SIGQUIT' };
const lossy = { fsync: 'off', full_page_writes: 'off' };
/** Milliseconds a start may take; after a crash that includes the recovery. */
const patience = 60_000;

/**
 * A Postgres of one's own on a free port of this machine: one that can be ended, paused and started again. `durable`
 * makes it wait for the disk, `dir` is an empty folder on the disk it shall use, `settings` are further ones.
 */
export async function privatePostgres({ durable = false, dir, settings = {}, instead = '' } = {}) {
  const bin = needBinaries(instead);
  const home = mkdtempSync(join(tmpdir(), 'aethex-postgres-'));
  const data = join(dir ?? home, 'data');
  const owner = process.getuid?.() === 0 ? postgresUser() : null;
  for (const folder of [home, ...(dir ? [dir] : [])]) hand(folder, owner);
  const port = await freePort();
  const all = { listen_addresses: '127.0.0.1', ...(durable ? {} : lossy), ...settings };
  const server = new PrivatePostgres({ bin, home, data, port, owner, settings: all });
  server.init(durable);
  await server.start();
  return server;
}

class PrivatePostgres {
  constructor(parts) {
    Object.assign(this, parts);
    this.url = `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  get pid() {
    return this.process.pid;
  }

  init(durable) {
    const lazily = durable ? [] : ['--no-sync'];
    const args = ['-D', this.data, '-U', 'postgres', '-A', 'trust', ...lazily, '-E', 'UTF8', '--locale=C'];
    execFileSync(join(this.bin, 'initdb'), args, { ...this.as, stdio: 'ignore' });
  }

  /** Starts it on its data and resolves when it answers. */
  async start() {
    const settings = Object.entries(this.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const args = ['-D', this.data, '-p', String(this.port), '-k', this.home, ...settings];
    this.process = spawn(join(this.bin, 'postgres'), args, { ...this.as, stdio: 'ignore' });
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    await this.untilReady();
  }

  /** Ends it, `fast` or `immediate`, and leaves the data. */
  async end(how = 'fast') {
    this.process.kill(endings[how]);
    await this.ended;
  }

  /** Stops all its processes in the middle of whatever they do. */
  pause() {
    this.signal('SIGSTOP');
  }

  resume() {
    this.signal('SIGCONT');
  }

  /** Ends it as a power cut does: nothing is written any more by any of its processes. */
  async cut() {
    const children = this.signal('SIGKILL');
    await this.ended;
    while (children.some(isThere)) await sleep(10);
  }

  async stop() {
    await this.end();
    this.forget();
  }

  /** Removes its folder. */
  forget() {
    rmSync(this.home, { recursive: true, force: true });
  }

  /** The postmaster comes first, so that no further process is made meanwhile. */
  signal(name) {
    const { pid } = this;
    const children = childrenOf(pid);
    process.kill(pid, name);
    const all = [...new Set([...children, ...childrenOf(pid)])];
    for (const child of all) trySignal(child, name);
    return all;
  }

  get as() {
    return { cwd: this.home, ...(this.owner && { uid: this.owner.uid, gid: this.owner.gid }) };
  }

  async untilReady() {
    const probe = join(this.bin, 'pg_isready');
    for (const began = performance.now(); performance.now() - began < patience; await sleep(50)) {
      if (this.process.exitCode !== null) throw new Error('Postgres ended while it was starting.');
      if (succeeds(probe, ['-h', '127.0.0.1', '-p', String(this.port)], this.home)) return;
    }
    throw new Error(`Postgres did not become ready within ${patience / 1000} seconds.`);
  }
}

function needBinaries(instead) {
  if (!binaries()) installPackage('postgresql', instead);
  const bin = binaries();
  if (!bin) throw new Error(`No PostgreSQL was found. ${instead}`);
  return bin;
}

function binaries() {
  const places = [];
  if (existsSync('/usr/lib/postgresql')) {
    const versions = readdirSync('/usr/lib/postgresql').toSorted((a, b) => Number(b) - Number(a));
    places.push(...versions.map((version) => `/usr/lib/postgresql/${version}/bin`));
  }
  places.push(...(process.env.PATH ?? '').split(':'));
  return places.find((place) => existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres')));
}

function hand(folder, owner) {
  mkdirSync(folder, { recursive: true });
  if (owner) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
}

/** Postgres refuses to run as root; Debian's package makes a user for it. */
function postgresUser() {
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function childrenOf(pid) {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = table.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child);
}

/** Whether there was a process to send it to. */
function trySignal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

const isThere = (pid) => trySignal(pid, 0);

function succeeds(command, args, cwd) {
  try {
    execFileSync(command, args, { stdio: 'ignore', cwd });
    return true;
  } catch {
    return false;
  }
}
