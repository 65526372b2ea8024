import {
  AethexModule,
  AethexWsAdapter,
  Authenticator,
  Clock,
  Dispatcher,
  Jobs,
  type AethexConfig,
  type Identity,
  type Port,
} from '@aethex/core';
import { auth, type AnyContract, type ClientOf } from '@aethex/protocol';
import { local } from '@aethex/local';
import type { INestApplication } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeClock, type FakeClock } from '../fakes/fake-clock.js';
import { clearGround, groundOf } from './foundation.js';
import { testAccounts, testToken, type TestIdentity } from './test-accounts.js';
import { TestSocket, type OpenOptions } from './test-socket.js';
import { clientOver, directCall, restCall, rpcCall, socketCall } from './wire-clients.js';

export interface TestOptions extends AethexConfig {
  /** A data directory to go on with; by default a new one that goes with the server. */
  readonly dir?: string;
  /** Let the real clock run instead of one that stands still. */
  readonly realClock?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** What Nest stands on. Default Fastify, as the default server does. */
  readonly platform?: 'fastify' | 'express';
}

/** One caller, over each of the four wires. */
export interface TestCaller {
  direct<C extends AnyContract>(contract: C): ClientOf<C>;
  rest<C extends AnyContract>(contract: C): ClientOf<C>;
  rpc<C extends AnyContract>(contract: C): ClientOf<C>;
  socket<C extends AnyContract>(contract: C): ClientOf<C>;
  token(): Promise<string>;
  /** The caller's socket itself. */
  open(): Promise<TestSocket>;
}

/** The wires of a caller, for `it.each(wires)`. */
export const wires = ['direct', 'rest', 'rpc', 'socket'] as const;

/** A whole server inside a test: SQLite and disk in a temporary folder, a free port, a clock that stands still. */
export class TestServer {
  private readonly sockets: TestSocket[] = [];
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(
    readonly app: INestApplication,
    readonly url: string,
    readonly dir: string,
    private readonly config: TestOptions,
    readonly clock: FakeClock | null,
  ) {}

  /** A service or port of the server, by its class. */
  get<T extends object>(type: Port<T>): T {
    return this.app.get<T>(type, { strict: false });
  }

  /** A player of this name; made up, or a guest when the server has the auth plugin. */
  as(name: string, about: TestIdentity = {}): TestCaller {
    const token = (): Promise<string> => this.tokenOf(name, about);
    const identity = async (): Promise<Identity> => this.get(Authenticator).who(await token());
    let open: Promise<TestSocket> | undefined;
    const socket = (): Promise<TestSocket> => (open ??= this.openSocket(token));
    return this.caller(token, identity, socket);
  }

  /** Whoever holds a token: a player's, or a secret key such as `ask_…`. */
  bearer(token: string): TestCaller {
    const identity = async (): Promise<Identity> => this.get(Authenticator).who(token);
    let open: Promise<TestSocket> | undefined;
    return this.caller(
      async () => token,
      identity,
      () => (open ??= this.openSocket(async () => token)),
    );
  }

  /** Somebody who has not signed in; with a public game key, in the game it belongs to. */
  anyone(gameKey?: string): Omit<TestCaller, 'socket' | 'token' | 'open'> {
    return this.caller(
      async () => undefined as never,
      async () => null,
      () => Promise.reject(new TypeError('Nobody has no socket.')),
      gameKey,
    );
  }

  /** Opens a socket that has not signed in. */
  async rawSocket(options: OpenOptions = {}): Promise<TestSocket> {
    const socket = await TestSocket.open(`${this.url.replace('http', 'ws')}/v1/multiplayer`, options);
    this.sockets.push(socket);
    return socket;
  }

  /** Waits until no job that is due waits or runs. */
  async flushJobs(): Promise<void> {
    await this.get(Jobs).settled();
  }

  /** Stops the server; with `keep` its data directory stays. */
  async stop(options: { keep?: boolean } = {}): Promise<void> {
    for (const socket of this.sockets) socket.close();
    await this.app.close();
    if (options.keep || this.config.dir !== undefined) return;
    await rm(this.dir, { recursive: true, force: true });
    await clearGround(this.dir);
  }

  private caller(
    token: () => Promise<string>,
    who: () => Promise<Identity | null>,
    socket: () => Promise<TestSocket>,
    gameKey?: string,
  ): TestCaller {
    const shown = { token, gameKey };
    return {
      direct: (contract) => clientOver(contract, directCall(contract, this.get(Dispatcher), who, gameKey)),
      rest: (contract) => clientOver(contract, restCall(contract, this.url, shown)),
      rpc: (contract) => clientOver(contract, rpcCall(contract, this.url, shown)),
      socket: (contract) => clientOver(contract, socketCall(contract, socket)),
      token,
      open: socket,
    };
  }

  private async openSocket(token: () => Promise<string>): Promise<TestSocket> {
    const socket = await this.rawSocket();
    await socket.signIn(await token());
    return socket;
  }

  private tokenOf(name: string, about: TestIdentity): Promise<string> {
    if (!bringsAccounts(this.config)) return Promise.resolve(testToken(name, about));
    let token = this.tokens.get(name);
    if (!token) {
      const secret = Buffer.from(name.padEnd(32, '-')).toString('base64url');
      token = this.anyone()
        .rpc(auth)
        .guest({ device_secret: secret })
        .then((answer) => answer.token);
      this.tokens.set(name, token);
    }
    return token;
  }
}

/** Starts a server with the given plugins. Ports nobody filled get the local adapters. */
export async function startAethex(options: TestOptions = {}): Promise<TestServer> {
  const { dir: given, realClock, env = {}, platform = 'fastify', ...config } = options;
  const dir = given ?? (await mkdtemp(join(tmpdir(), 'aethex-test-')));
  const clock = realClock ? null : fakeClock();
  const module = AethexModule.forRoot(
    {
      log: { level: 'silent' },
      ...config,
      limits: { callsPerMinute: 0, ...config.limits },
      plugins: [...(config.plugins ?? []), ...(bringsAccounts(config) ? [] : [testAccounts()])],
      adapters: [
        ...(config.adapters ?? []),
        ...(clock && !binds(config, Clock) ? [clock.adapter] : []),
        ...(await groundOf(dir)),
        ...local.rest({ dir }),
      ],
    },
    { env },
  );
  const app = await NestFactory.create(module, await httpAdapter(platform), {
    logger: ['error'],
    abortOnError: false,
  });
  app.useWebSocketAdapter(new AethexWsAdapter(app));
  await app.listen(0, '127.0.0.1');
  return new TestServer(app, (await app.getUrl()).replace('[::1]', '127.0.0.1'), dir, options, clock);
}

/** Express is loaded when it is asked for: it is no dependency of the kit. */
async function httpAdapter(platform: 'fastify' | 'express'): Promise<AbstractHttpAdapter> {
  if (platform === 'fastify') return new FastifyAdapter();
  const { ExpressAdapter } = await import('@nestjs/platform-express');
  return new ExpressAdapter();
}

const bringsAccounts = (config: AethexConfig): boolean =>
  (config.plugins ?? []).some(({ spec }) => spec.authenticator !== undefined);

const binds = (config: AethexConfig, port: Port): boolean =>
  (config.adapters ?? []).some((adapter) => (adapter.port as Port) === port);
