import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../services/free-port.mjs';
import { root } from './pages.mjs';
import { standIns } from './stand-ins.mjs';

const bin = join(root, 'node_modules', '.bin');
/** Milliseconds one fence may take. */
const patience = 120_000;
/** Ports that pages name; each page gets free ones in their place. */
const named = { 8080: 'AETHEX_HTTP_PORT', 3000: 'PORT' };

/** Keeps variables and the folder from one shell to the next, as a terminal does. */
const shell = `
source .shell/variables 2>/dev/null
cd "$(cat .shell/folder)"
trap 'code=$?; pwd > "$SHELL_HOME/folder"; declare -p | grep -vE "^declare -[a-zA-Z-]*(r[a-zA-Z]* | BASH)" > "$SHELL_HOME/variables"; exit $code' EXIT
set -eo pipefail
`;

/** A folder and a server for one page, and what its fences have left there. */
export class Workshop {
  folder = mkdtempSync(join(tmpdir(), 'aethex-docs-'));
  /** What the last fence printed. */
  output = '';
  #ports = {};
  #servers = [];
  #server;

  static async open() {
    const workshop = new Workshop();
    for (const port of Object.keys(named)) workshop.#ports[port] = await freePort();
    workshop.#servers = await standIns();
    symlinkSync(join(root, 'node_modules'), join(workshop.folder, 'node_modules'));
    workshop.write('.shell/folder', workshop.folder);
    return workshop;
  }

  async close() {
    await this.endServer();
    for (const { end } of this.#servers) await end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  write(path, text) {
    const whole = join(this.folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, this.#towards(text));
  }

  /** The default server, as `npm start` gives it. */
  startServer() {
    return this.background('exec aethex start\n', 'Your first player');
  }

  /** Runs a command that goes on, until it has printed something. It takes the place of the one before. */
  async background(text, awaited, folder = '.') {
    await this.endServer();
    const script = `${shell}trap - EXIT\ncd "${folder}"\n${this.#towards(text)}`;
    const run = this.#spawn('bash', ['-c', script]);
    this.#server = run;
    const end = Date.now() + patience;
    while (!run.printed.includes(awaited)) {
      if (run.code !== undefined || Date.now() > end)
        throw new Error(`It never printed "${awaited}":\n${run.printed}`);
      await sleep(20);
    }
    this.output = run.printed;
  }

  async endServer() {
    const run = this.#server;
    this.#server = undefined;
    if (!run || run.code !== undefined) return;
    endGroup(run, 'SIGTERM');
    const timer = setTimeout(() => endGroup(run, 'SIGKILL'), 30_000);
    await run.ended;
    clearTimeout(timer);
  }

  /** Runs commands in the shell of this page. Fails when one of them does. */
  async shell(text, folder) {
    const script = folder === undefined ? shell : `${shell}trap - EXIT\ncd "${folder}"\n`;
    await this.#finish(this.#spawn('bash', ['-c', `${script}${this.#towards(text)}`]));
  }

  /** Runs a program of Node. */
  async program(path) {
    writeFileSync(path, this.#towards(readFileSync(path, 'utf8')));
    await this.#finish(this.#spawn('bash', ['-c', `${shell}exec node --no-warnings "$1"`, 'node', path]));
  }

  async #finish(run) {
    const timer = setTimeout(() => endGroup(run, 'SIGKILL'), patience);
    await run.ended;
    clearTimeout(timer);
    this.output = this.#backFrom(run.out);
    if (run.code !== 0) throw new Error(`It ended with ${run.code}.\n${run.printed}`);
  }

  #spawn(command, args) {
    const child = spawn(command, args, {
      cwd: this.folder,
      env: this.#env(),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: what a shell has started ends with it.
      detached: true,
    });
    const run = { child, out: '', printed: '', code: undefined };
    child.stdout.on('data', (chunk) => ((run.out += chunk), (run.printed += chunk)));
    child.stderr.on('data', (chunk) => (run.printed += chunk));
    run.ended = new Promise((resolve) =>
      child.once('close', (code, signal) => resolve((run.code = code ?? signal))),
    );
    return run;
  }

  /** A stranger's environment: no setting of the tests, and the ports of this page. */
  #env() {
    const clean = Object.entries(process.env).filter(
      ([key]) =>
        !/^(AETHEX|DATABASE|REDIS|S3|AWS)_/.test(key) &&
        !['NODE_OPTIONS', 'JEST_WORKER_ID', 'NODE_ENV'].includes(key),
    );
    const ports = Object.entries(named).map(([port, variable]) => [variable, String(this.#ports[port])]);
    const path = `${bin}:${process.env.PATH}`;
    return Object.fromEntries([
      ...clean,
      ...ports,
      ['PATH', path],
      ['SHELL_HOME', join(this.folder, '.shell')],
    ]);
  }

  #towards(text) {
    const own = this.#servers.reduce((kept, { named: url, real }) => kept.replaceAll(url, real), text);
    return own.replace(
      /\b(localhost|127\.0\.0\.1):(8080|3000)\b/g,
      (_, host, port) => `127.0.0.1:${this.#ports[port]}`,
    );
  }

  #backFrom(text) {
    const named = this.#servers.reduce((kept, { named: url, real }) => kept.replaceAll(real, url), text);
    return Object.entries(this.#ports).reduce(
      (kept, [port, own]) => kept.replaceAll(`:${own}`, `:${port}`),
      named,
    );
  }
}

function endGroup({ child }, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
