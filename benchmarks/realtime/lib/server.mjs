import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isPinned } from '../../lib/side.mjs';

/** Characters that are kept of what a server says. */
const mostWords = 2000;
const running = new Set();
// A benchmark that fails must not leave servers behind that disturb the next one.
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

/** A server under load, in a process and, where that can be, on a core of its own. */
export class Server {
  constructor(child, port) {
    this.child = child;
    this.port = port;
  }

  /** Runs a command until it has written `{"port":…}`, or until `isReady` says so of the port that is given. */
  static async start(command, { env = {}, core = 0, port, isReady } = {}) {
    const [file, ...rest] = placed(command, core);
    const child = spawn(file, rest, {
      env: { ...process.env, ...env },
      stdio: ['ignore', isReady ? 'ignore' : 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    let words = '';
    child.stderr.on('data', (more) => (words = (words + more).slice(-mostWords)));
    const ended = new Promise((_, reject) => {
      child.once('exit', (code) => reject(new Error(`${command.join(' ')} ended with ${code}:\n${words}`)));
    });
    ended.catch(() => undefined);
    if (!isReady) return new Server(child, await Promise.race([portOf(child), ended]));
    await Promise.race([until(isReady), ended]);
    return new Server(child, port);
  }

  /** Microseconds of CPU time that all threads have used, in user and system mode. */
  cpu() {
    const { pid } = this.child;
    const of = (task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
    return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + of(task), 0) / 1000;
  }

  /** Bytes of memory that are resident. */
  memory() {
    const [, pages] = readFileSync(`/proc/${this.child.pid}/statm`, 'utf8').split(' ');
    return Number(pages) * 4096;
  }

  /** Ends the process, and at once when it takes more than five seconds. */
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(impatience);
  }
}

/** A command on one core, where that can be. */
export const placed = (command, core) => (isPinned ? ['taskset', '-c', String(core), ...command] : command);

async function portOf(child) {
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) if (line.startsWith('{"port":')) return JSON.parse(line).port;
  throw new Error('The server said no port.');
}

async function until(isReady) {
  const end = performance.now() + 30_000;
  while (performance.now() < end) {
    if (await isReady()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The server was not ready within 30 seconds.');
}
