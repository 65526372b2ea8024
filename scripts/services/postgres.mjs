import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackage } from './debian.mjs';
import { freePort } from './free-port.mjs';

const instead =
  'Install PostgreSQL 15 or newer, or set AETHEX_TEST_POSTGRES_URL to one whose user may create databases.';

/**
 * A Postgres for the tests: the one that AETHEX_TEST_POSTGRES_URL or DATABASE_URL names, else a private cluster in a
 * temporary folder, on a free port of this machine only.
 */
export async function startPostgres() {
  const given = process.env.AETHEX_TEST_POSTGRES_URL || process.env.DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };
  if (!binaries()) installPackage('postgresql', instead);
  const bin = binaries();
  if (!bin) throw new Error(`No PostgreSQL was found. ${instead}`);
  const dir = mkdtempSync(join(tmpdir(), 'aethex-postgres-'));
  const owner = process.getuid?.() === 0 ? postgresUser() : null;
  if (owner) chownSync(dir, owner.uid, owner.gid);
  chmodSync(dir, 0o700);
  const as = owner ? { uid: owner.uid, gid: owner.gid } : {};
  const data = join(dir, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
    { ...as, cwd: dir, stdio: 'ignore' },
  );
  const port = await freePort();
  const settings = [
    '-p',
    String(port),
    '-k',
    dir,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'fsync=off',
    '-c',
    'full_page_writes=off',
  ];
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings], {
    ...as,
    cwd: dir,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await untilReady(join(bin, 'pg_isready'), port, dir);
  const stop = async () => {
    // SIGINT is Postgres' fast shutdown.
    server.kill('SIGINT');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
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

/** Postgres refuses to run as root; Debian's package makes a user for it. */
function postgresUser() {
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function untilReady(probe, port, dir) {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      execFileSync(probe, ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', cwd: dir });
      return;
    } catch {
      await sleep(50);
    }
  }
  throw new Error('Postgres did not become ready within 10 seconds.');
}
