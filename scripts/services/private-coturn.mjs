import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPackage } from './debian.mjs';
import { freePort } from './free-port.mjs';

/** Ports that it relays from. */
const relayed = 60;

/**
 * A coturn of one's own on a free port of this machine, that relays between addresses of this machine only because
 * tests have no others: nobody who can be reached from outside may allow that.
 */
export async function privateCoturn({ instead = '' } = {}) {
  if (spawnSync('turnserver', ['--version']).error) installPackage('coturn', instead);
  const dir = mkdtempSync(join(tmpdir(), 'aethex-coturn-'));
  const server = new PrivateCoturn(dir, await freePort());
  await server.start();
  return server;
}

class PrivateCoturn {
  constructor(dir, port) {
    this.dir = dir;
    this.port = port;
    this.secret = randomBytes(24).toString('hex');
    /** Its address, with the secret in the place of a password. */
    this.url = `turn://:${this.secret}@127.0.0.1:${port}`;
  }

  get pid() {
    return this.process.pid;
  }

  async start() {
    const lowest = Math.min(this.port + 1, 65_535 - relayed);
    const settings = {
      'listening-ip': '127.0.0.1',
      'listening-port': this.port,
      'relay-ip': '127.0.0.1',
      'min-port': lowest,
      'max-port': lowest + relayed,
      realm: 'tests',
      'static-auth-secret': this.secret,
      pidfile: join(this.dir, 'pid'),
      'log-file': 'stdout',
      db: join(this.dir, 'db'),
    };
    const flags = ['no-tls', 'no-dtls', 'no-cli', 'no-tcp-relay', 'allow-loopback-peers', 'use-auth-secret'];
    const args = [
      '-n',
      ...flags.map((name) => `--${name}`),
      ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
    ];
    this.process = spawn('turnserver', args, { stdio: 'ignore', cwd: this.dir });
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
    await this.untilReady();
  }

  async end() {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  async stop() {
    await this.end();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async untilReady() {
    for (let tries = 0; tries < 100; tries += 1) {
      if (await answers(this.port)) return;
      await sleep(50);
    }
    throw new Error('coturn did not become ready within 10 seconds.');
  }
}

/** Whether a STUN binding request is answered. */
function answers(port) {
  const request = Buffer.concat([Buffer.from('000100002112a442', 'hex'), randomBytes(12)]);
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    const settle = (answered) => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(settle, 50, false);
    socket.once('message', () => settle(true));
    socket.once('error', () => settle(false));
    socket.send(request, port, '127.0.0.1');
  });
}
