import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A Redis that a test may kill, stop and fill. It keeps nothing on the disk. */
export class PrivateRedis {
  private server: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly dir: string,
    private readonly settings: readonly string[],
  ) {}

  static async start(...settings: readonly string[]): Promise<PrivateRedis> {
    const dir = mkdtempSync(join(tmpdir(), 'aethex-redis-'));
    const redis = new PrivateRedis(await freePort(), dir, settings);
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it on the port it had, with nothing in it. */
  async start(): Promise<void> {
    const where = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.dir];
    const empty = ['--save', '', '--appendonly', 'no'];
    this.server = spawn(programOf(), [...where, ...empty, ...this.settings], { stdio: 'ignore' });
    for (let tries = 0; tries < 200; tries += 1) {
      if (await this.answers()) return;
      await sleep(25);
    }
    throw new Error('Redis did not become ready within 5 seconds.');
  }

  /** As a crash ends it. */
  async kill(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGCONT');
    server.kill('SIGKILL');
    await ended;
  }

  /** Stands still: its connections stay open, and nothing is answered. */
  stall(): void {
    this.server?.kill('SIGSTOP');
  }

  goOn(): void {
    this.server?.kill('SIGCONT');
  }

  /** One command on a connection of its own. */
  async call(command: string, ...args: string[]): Promise<unknown> {
    const client = new Redis(this.url, {
      lazyConnect: true,
      enableReadyCheck: false,
      disconnectTimeout: 10,
      retryStrategy: () => null,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(command, ...args);
    } finally {
      client.disconnect();
    }
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    return this.call('PING').then(
      () => true,
      (error: Error) => /NOAUTH/.test(error.message),
    );
  }
}

const programOf = (): string => process.env['AETHEX_TEST_REDIS_SERVER'] ?? 'redis-server';

/** A port of this machine that nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
