import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackage } from './debian.mjs';
import { freePort } from './free-port.mjs';

const instead =
  'Install Redis 6.2 or newer or Valkey, or set AETHEX_TEST_REDIS_URL to one that may be emptied.';
const programs = ['redis-server', 'valkey-server'];

/**
 * A Redis for the tests: the one that AETHEX_TEST_REDIS_URL or REDIS_URL names, else a private one that keeps nothing
 * on the disk, on a free port of this machine only.
 */
export async function startRedis() {
  const given = process.env.AETHEX_TEST_REDIS_URL || process.env.REDIS_URL;
  if (given) return { url: given, stop: async () => undefined };
  if (!program()) installPackage('redis-server', instead);
  const found = program();
  if (!found) throw new Error(`No Redis was found. ${instead}`);
  const dir = mkdtempSync(join(tmpdir(), 'aethex-redis-'));
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn(found, [...settings, '--dir', dir], { stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  await untilReady(port);
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}`, stop };
}

function program() {
  return programs.find((name) => {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

async function untilReady(port) {
  for (let tries = 0; tries < 200; tries += 1) {
    const answers = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
      socket.once('data', (data) => (socket.destroy(), resolve(String(data).startsWith('+PONG'))));
      socket.once('error', () => resolve(false));
    });
    if (answers) return;
    await sleep(50);
  }
  throw new Error('Redis did not become ready within 10 seconds.');
}
