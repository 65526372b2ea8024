import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** Where Debian keeps the programs of each version. */
const versions = '/usr/lib/postgresql';

/** The folder of the newest installed server, or `undefined`. */
export function binaries(): string | undefined {
  if (!existsSync(versions)) return undefined;
  const [newest] = readdirSync(versions).toSorted((a, b) => Number(b) - Number(a));
  return newest && join(versions, newest, 'bin');
}

/** A Postgres that a test may kill, stall and start again on the same port and files. */
export class PrivateServer {
  private static readonly running = new Set<PrivateServer>();
  private process: ChildProcess | undefined;

  private constructor(
    private readonly bin: string,
    private readonly dir: string,
    private readonly port: number,
    private readonly settings: readonly string[],
  ) {}

  /** Makes a cluster in a temporary folder and starts it. */
  static async start(settings: Readonly<Record<string, string>> = {}, initdb: readonly string[] = []) {
    const bin = binaries();
    if (!bin) throw new Error(`No PostgreSQL under ${versions}.`);
    const dir = mkdtempSync(join(tmpdir(), 'aethex-postgres-'));
    chmodSync(dir, 0o700);
    const { uid, gid } = owner();
    if (uid !== undefined && gid !== undefined) chownSync(dir, uid, gid);
    const encoding = initdb.length > 0 ? initdb : ['-E', 'UTF8', '--locale=C'];
    const made = ['-D', join(dir, 'data'), '-U', 'postgres', '-A', 'trust', '--no-sync', ...encoding];
    execFileSync(join(bin, 'initdb'), made, { ...owner(), cwd: dir, stdio: 'ignore' });
    const server = new PrivateServer(bin, dir, await freePort(), flagsOf(settings));
    PrivateServer.running.add(server);
    await server.up();
    return server;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  async up(): Promise<void> {
    const { dir, port } = this;
    const given = ['-D', join(dir, 'data'), '-p', String(port), '-k', dir, ...this.settings];
    this.process = spawn(join(this.bin, 'postgres'), given, { ...owner(), cwd: dir, stdio: 'ignore' });
    const end = performance.now() + 20_000;
    while (!(await this.answers())) {
      if (performance.now() > end) throw new Error('Postgres did not become ready within 20 seconds.');
      await sleep(25);
    }
  }

  /** What `pg_ctl stop -m immediate` does: every process of the server ends at once, without writing anything. */
  async killed(): Promise<void> {
    const { process: server } = this;
    if (!server) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGQUIT');
    await ended;
    this.process = undefined;
  }

  /** Every process of the server stands still: connections stay open and nothing answers. */
  stall(): void {
    for (const pid of this.pids()) process.kill(pid, 'SIGSTOP');
  }

  resume(): void {
    for (const pid of this.pids()) process.kill(pid, 'SIGCONT');
  }

  /** Closes what a test that failed has left. */
  static async closeAll(): Promise<void> {
    for (const server of PrivateServer.running) await server.close();
  }

  async close(): Promise<void> {
    PrivateServer.running.delete(this);
    await this.killed();
    rmSync(this.dir, { recursive: true, force: true });
  }

  private pids(): number[] {
    const pid = this.process?.pid;
    if (pid === undefined) return [];
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
    return [pid, ...children.trim().split(/\s+/).map(Number)];
  }

  private async answers(): Promise<boolean> {
    const client = new Client({ connectionString: this.url, connectionTimeoutMillis: 1000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }
}

const flagsOf = (settings: Readonly<Record<string, string>>): string[] =>
  Object.entries({ listen_addresses: '127.0.0.1', fsync: 'off', ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);

/** Postgres refuses to run as root; Debian's package makes a user for it. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
