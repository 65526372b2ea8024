import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { placed } from './server.mjs';

const sources = join(import.meta.dirname, '..', 'load');
const folder = mkdtempSync(join(tmpdir(), 'aethex-load-'));
const program = join(folder, 'load');
const running = new Set();
process.once('exit', () => {
  running.forEach((child) => child.kill('SIGKILL'));
  rmSync(folder, { recursive: true, force: true });
});

/** Compiles the load generator. Needs Linux and a C compiler. */
export function compiled() {
  if (process.platform !== 'linux') throw new Error('The load generator needs Linux, for epoll.');
  const files = readdirSync(sources).filter((name) => name.endsWith('.c'));
  const args = ['-O2', '-std=gnu17', '-Wall', '-Wextra', '-o', program, ...files, '-lm'];
  const { status, error, stderr } = spawnSync('cc', args, { cwd: sources, encoding: 'utf8' });
  if (error?.code === 'ENOENT')
    throw new Error('There is no C compiler. Install one: apt-get install gcc libc6-dev');
  if (status !== 0) throw new Error(`The load generator does not compile:\n${stderr}`);
}

/** Clients of one server, all of them connected, in rooms of the same size. */
export class Load {
  constructor(child) {
    this.child = child;
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Opens the clients of a plan and waits until all are in their rooms.
   * @param plan { dialect, roomSize, clients: steps of each client }; see `load/plan.c`
   * @param addresses loopback addresses that the clients come from in turn
   */
  static async open(port, plan, { addresses = 1, atOnce = 16 } = {}) {
    const file = join(folder, `plan-${running.size}-${Date.now()}`);
    const clients = plan.clients.map((steps) => `${steps.join('\n')}\n.\n`);
    writeFileSync(file, `${plan.dialect} ${plan.roomSize}\n${clients.join('')}`);
    const command = [program, port, file, addresses, atOnce].map(String);
    const [name, ...rest] = placed(command, 1);
    const child = spawn(name, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    const load = new Load(child);
    load.opened = await load.report();
    return load;
  }

  /** Everybody, or so many of the clients, send `rate` updates a second, whatever comes back. */
  openLoop(rate, seconds, players = '') {
    return this.run(`open ${rate} ${seconds} ${players}`);
  }

  /** So many updates, or one of everybody, are under way at any time: whoever sends waits until it has come to all others. */
  closedLoop(seconds, window = '') {
    return this.run(`closed ${seconds} ${window}`);
  }

  /** Nobody sends anything but answers to pings. */
  idle(seconds) {
    return this.run(`idle ${seconds}`);
  }

  async run(command) {
    this.child.stdin.write(`${command}\n`);
    return this.report();
  }

  /**
   * `sent`, `delivered` (states of others, each once), `repeated`, `skipped` (not sent, for the server did not read),
   * `bytes` received, `p50`, `p90` and `p99` of the age of what was delivered in milliseconds, `cpu` of the generator
   * in microseconds, `closed` sockets, `pings` of the server and the longest `silence` between
   * two of one client in seconds, `pings` of the server and the longest `silence` between
   * two of one client in seconds, `seconds` in which was sent, and what it `took` until nothing more came.
   */
  async report() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error('The load generator has ended.');
    return JSON.parse(value);
  }

  async close() {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin.end();
    await ended;
  }
}
