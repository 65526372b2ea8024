import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, jest } from '@jest/globals';
import {
  bareEnv,
  command,
  launch,
  type Launched,
  type LaunchOptions,
} from '../../../scripts/faults/server.mjs';

// Each test starts processes, on a machine that may have other things to do.
jest.setTimeout(120_000);

if (!existsSync(command)) throw new Error(`These tests run ${command}. Run \`npm run build\` first.`);

const folders: string[] = [];
const servers: Launched[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.end('SIGKILL');
});
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that goes when the spec has ended. */
export function tempDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aethex-server-'));
  folders.push(folder);
  return folder;
}

/** A running server that is ended with its test, whatever becomes of it. */
export async function start(options: Partial<LaunchOptions> = {}): Promise<Launched & { dir: string }> {
  const dir = options.dir ?? join(tempDir(), 'data');
  const server = await launch({ ...options, dir });
  servers.push(server);
  return { ...server, dir };
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process, to end it in the middle of its work. */
  readonly with?: (kill: () => void) => void;
}

/** Milliseconds after which a command that should have ended is ended; its code is `null` then. */
const longest = 60_000;

/** Runs the real command to its end, in an empty folder unless one is named. */
export function aethex(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [command, ...args], {
    cwd: options.cwd ?? tempDir(),
    env: bareEnv(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  options.with?.(() => child.kill('SIGKILL'));
  const timer = setTimeout(() => child.kill('SIGKILL'), longest);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...said });
    });
  });
}

/** Whether a text has a line of a stack trace. */
export const hasStack = (text: string): boolean => /^\s+at .+:\d+/m.test(text);
