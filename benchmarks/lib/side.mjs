import { execFileSync, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** With two cores and `taskset`, servers have the first core and the load generator has the second. */
export const isPinned = process.platform === 'linux' && availableParallelism() > 1 && hasTaskset();
const sides = join(import.meta.dirname, '..', 'sides');

const children = new Set();
// A benchmark that fails must not leave servers behind that disturb the next one.
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/** A server under load, in a process of its own. */
export class Side {
  constructor(child, facts) {
    this.child = child;
    /** What the process said when it was ready. */
    this.facts = facts;
  }

  /** Starts a file of `sides/` and waits until it is ready. */
  static start(name, ...args) {
    return Side.startWith({}, name, ...args);
  }

  /** The same with further variables of the environment, on another core, or with all cores. */
  static async startWith({ env = {}, pinned = isPinned, core = 0 }, name, ...args) {
    const command = [process.execPath, ...profiling(name), join(sides, `${name}.mjs`), ...args];
    const [file, ...rest] = pinned ? ['taskset', '-c', String(core), ...command] : command;
    const child = spawn(file, rest, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.add(child);
    return new Side(child, await said(child, name));
  }

  /** Microseconds of CPU time that the process has used, in user and system mode. */
  async cpu() {
    this.child.send('cpu');
    const { user, system } = await said(this.child);
    return user + system;
  }

  /** Bytes of memory that are resident. */
  async memory() {
    this.child.send('memory');
    return said(this.child);
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}

/** `PROFILE`, a folder, takes a CPU profile of every server until its end. */
function profiling(name) {
  const { PROFILE: folder } = process.env;
  if (!folder) return [];
  const file = `${name}-${children.size}.cpuprofile`;
  return ['--cpu-prof', '--cpu-prof-interval=500', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${file}`];
}

function said(child, name = 'The side') {
  return new Promise((resolve, reject) => {
    const gone = (code) => reject(new Error(`${name} ended with ${code}.`));
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message);
    });
  });
}

/**
 * Runs work while the generator's core is kept from sleeping. Else a server pays for waking it with every answer, and a
 * slow server pays more often: the ratio would say more about the machine's timers than about the servers.
 */
export async function awake(work) {
  if (!isPinned) return work();
  execFileSync('taskset', ['-cp', '1', String(process.pid)], { stdio: 'ignore' });
  const spin = spawn('taskset', ['-c', '1', 'nice', '-n', '19', process.execPath, '-e', 'for(;;);'], {
    stdio: 'ignore',
  });
  children.add(spin);
  try {
    return await work();
  } finally {
    spin.kill('SIGKILL');
  }
}

function hasTaskset() {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
