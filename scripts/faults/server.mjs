import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The command as it is installed; `npm run build` makes it. */
export const command = fileURLToPath(new URL('../../apps/server/dist/bin.js', import.meta.url));

/** How long a start may take before it counts as failed, in milliseconds. */
const patience = 60_000;

/** What chooses adapters besides the settings. */
const choosing = /^(AETHEX_|S3_|AWS_|DATABASE_URL$|DATABASE_READER_URL$|REDIS_URL$)/;

/** Settings of the environment would make runs differ. */
export function bareEnv(more = {}) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !choosing.test(name)));
  return { ...env, NO_COLOR: '1', ...more };
}

/** Starts the real command as a process of its own and resolves when it is ready. Fails with what it said when it ends. */
export async function launch({ dir, port = '0', args = [], env = {}, cwd }) {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [command, 'start', '--data', dir, ...(port === null ? [] : ['--port', port]), ...args],
    {
      env: bareEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd,
    },
  );
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'])
    child[stream].setEncoding('utf8').on('data', (text) => (said[stream] += text));
  const exited = new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const url = await banner(child, said, exited);
  await untilReady(url);
  return {
    url,
    said,
    exited,
    pid: child.pid,
    readyMs: Math.round(performance.now() - began),
    starvedMs: starved(child.pid),
    signal: (name) => void child.kill(name),
    end: (name = 'SIGTERM') => {
      child.kill(name);
      return exited;
    },
  };
}

/** Milliseconds a process was ready to run and other programs had the processors; 0 where nobody counts them. */
function starved(pid) {
  try {
    return Math.round(Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6);
  } catch {
    return 0;
  }
}

async function banner(child, said, exited) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(new Error(`The server did not start within ${patience} ms. It said: ${said.stderr}`));
    }, patience);
  });
  const printed = new Promise((resolve) => {
    child.stderr.on('data', () => {
      const found = /REST\s+(http:\/\/[^/\s]+)\//.exec(said.stderr);
      if (found && said.stderr.includes('first player')) resolve(found[1]);
    });
  });
  const ended = exited.then(({ code }) => {
    throw Object.assign(new Error(`The server did not start: ${said.stderr}`), { code, said });
  });
  return Promise.race([printed, ended, late]).finally(() => clearTimeout(timer));
}

async function untilReady(url) {
  while ((await fetch(`${url}/ready`)).status !== 200) await new Promise((next) => setTimeout(next, 10));
}
