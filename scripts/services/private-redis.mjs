import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackage } from './debian.mjs';
import { freePort } from './free-port.mjs';

const programs = ['redis-server', 'valkey-server'];
/** It forgets everything at its end, unless a caller sets it otherwise. */
const forgetful = { save: '', appendonly: 'no' };

/** A Redis of one's own on a free port of this machine: one that can be ended, paused and started again, empty. */
export async function privateRedis({ settings = {}, instead = '' } = {}) {
  const found = needProgram(instead);
  const dir = mkdtempSync(join(tmpdir(), 'aethex-redis-'));
  const port = await freePort();
  const server = new PrivateRedis({ program: found, dir, port, settings: { ...forgetful, ...settings } });
  await server.start();
  return server;
}

class PrivateRedis {
  constructor(parts) {
    Object.assign(this, parts);
    this.url = `redis://127.0.0.1:${this.port}`;
  }

  get pid() {
    return this.process.pid;
  }

  async start() {
    const settings = Object.entries(this.settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.dir, ...settings];
    this.process = spawn(this.program, args, { stdio: 'ignore' });
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    await this.untilReady();
  }

  async end(signal = 'SIGTERM') {
    this.process.kill(signal);
    await this.ended;
  }

  pause() {
    this.process.kill('SIGSTOP');
  }

  resume() {
    this.process.kill('SIGCONT');
  }

  async stop() {
    await this.end();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Sends one command and resolves to the first line of the answer, such as `+OK`. */
  async say(...words) {
    const text = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('');
    const answer = await spoken(this.port, `*${words.length}\r\n${text}`);
    if (answer === null) throw new Error(`Redis did not answer ${words[0]}.`);
    return answer;
  }

  async untilReady() {
    for (let tries = 0; tries < 200; tries += 1) {
      if ((await spoken(this.port, 'PING\r\n'))?.startsWith('+PONG')) return;
      await sleep(50);
    }
    throw new Error('Redis did not become ready within 10 seconds.');
  }
}

function spoken(port, text) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.once('data', (data) => (socket.destroy(), resolve(String(data).split('\r\n')[0])));
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(null));
  });
}

function needProgram(instead) {
  if (!program()) installPackage('redis-server', instead);
  const found = program();
  if (!found) throw new Error(`No Redis was found. ${instead}`);
  return found;
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
