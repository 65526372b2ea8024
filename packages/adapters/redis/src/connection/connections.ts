import { setTimeout as sleep } from 'node:timers/promises';
import { BootError, type AdapterContext, type Logger } from '@aethex/core';
import type { Redis, RedisOptions as ClientOptions } from 'ioredis';
import type { RedisSettings } from '../options.js';
import { placeOf } from '../rules/place.js';
import { whyNot } from '../rules/why-not.js';
import { blockingOptions, clientOptions, listenerOptions } from './client-options.js';
import { Ears } from './ears.js';
import { speaksPlainly } from './speaks-plainly.js';

/** Milliseconds the server has at boot; it is given up by name within two seconds. */
const bootMs = 1_500;
/** The first error says most; later ones follow from it. */
const mostErrors = 1;

type Turn = (isThere: boolean) => void;

/** The connections of one server to one Redis: one for commands, one to listen, and more only where a command blocks. */
export class Connections {
  readonly place: string;
  readonly prefix: string;
  private readonly clients = new Set<Redis>();
  private readonly turns = new Set<Turn>();
  private opening: Promise<Redis> | undefined;
  private hearing: Promise<Ears> | undefined;
  private holders = 0;
  private wasThere = false;
  private closed = false;
  private reporter: object | undefined;

  constructor(
    private readonly settings: RedisSettings,
    private readonly log: Logger,
  ) {
    this.place = placeOf(settings.url);
    this.prefix = settings.prefix;
  }

  /** The connections that the adapters of a server share, open. The last adapter that closes closes them. */
  static async of({ share, log, onClose }: AdapterContext, settings: RedisSettings): Promise<Connections> {
    const { url, prefix } = settings;
    const connections = share(`redis ${url} ${prefix}`, () => new Connections(settings, log));
    connections.holders += 1;
    onClose(() => connections.release());
    await connections.commands();
    return connections;
  }

  /** The connection for commands. Fails with a `BootError` when Redis cannot be used at boot. */
  commands(): Promise<Redis> {
    this.opening ??= this.openCommands();
    return this.opening;
  }

  /** The connection that listens. */
  ears(): Promise<Ears> {
    this.hearing ??= this.listen('ears').then((client) => new Ears(client, this.log));
    return this.hearing;
  }

  /** A connection of its own for somebody who listens. */
  listen(purpose: string): Promise<Redis> {
    return this.connect(listenerOptions(this.prefix, purpose));
  }

  /** A connection of its own for commands that block. It connects by itself. */
  async blocking(purpose: string): Promise<() => Redis> {
    const make = await this.maker();
    return () => make({ ...blockingOptions(this.prefix, purpose), lazyConnect: false });
  }

  /** Leaves one connection. */
  leave(client: Redis): void {
    this.clients.delete(client);
    end(client);
  }

  /** Whether commands are answered at the moment, as far as is known. */
  get isThere(): boolean {
    return this.wasThere && !this.closed;
  }

  /** Tells when Redis goes away and when it is back. */
  onTurn(turn: Turn): void {
    this.turns.add(turn);
  }

  /** Whether it is this one that reports on the server: of those who share it the first who asks. */
  isReporter(instance: object): boolean {
    this.reporter ??= instance;
    return this.reporter === instance;
  }

  private async openCommands(): Promise<Redis> {
    const client = (await this.maker())(clientOptions('commands', this.prefix));
    const errors: string[] = [];
    client.on('error', (error: NodeJS.ErrnoException) => {
      if (errors.length < mostErrors) errors.push(`${error.code ?? ''} ${error.message}`);
    });
    try {
      const answered = client.connect().then(() => client.ping());
      await Promise.race([answered, late()]);
    } catch (error) {
      this.closeAll();
      throw await this.refusal(errors[0] ?? (error as Error).message, error);
    }
    this.watch(client);
    return client;
  }

  private async refusal(why: string, cause: unknown): Promise<BootError> {
    const { url } = this.settings;
    const isPlain = url.startsWith('rediss:') && (await speaksPlainly(url));
    const { what, fix } = whyNot(this.place, isPlain ? 'wrong version number' : why);
    return new BootError(what, fix, { cause });
  }

  private async connect(options: ClientOptions): Promise<Redis> {
    const client = (await this.maker())(options);
    await client.connect();
    return client;
  }

  private async maker(): Promise<(options: ClientOptions) => Redis> {
    const { Redis } = await import('ioredis');
    return (options) => {
      const client = new Redis(this.settings.url, options);
      // Without a listener an error would end the process; `watch` says what has to be said.
      client.on('error', () => undefined);
      // Several queues may listen to one connection.
      client.setMaxListeners(0);
      this.clients.add(client);
      if (this.closed) end(client);
      return client;
    };
  }

  private watch(client: Redis): void {
    this.wasThere = true;
    let last: Error | undefined;
    client.on('error', (error: Error) => (last = error));
    client.on('close', () => this.turn(false, last));
    client.on('ready', () => this.turn(true));
  }

  private turn(isThere: boolean, error?: Error): void {
    if (this.closed || isThere === this.wasThere) return;
    this.wasThere = isThere;
    const at = { redis: this.place };
    if (isThere) this.log.info(at, 'Redis is back');
    else this.log.warn({ ...at, err: error }, 'Redis is away; trying again');
    for (const turn of this.turns) turn(isThere);
  }

  private release(): void {
    this.holders -= 1;
    if (this.holders === 0) this.closeAll();
  }

  private closeAll(): void {
    this.closed = true;
    void this.hearing?.then((ears) => ears.close()).catch(() => undefined);
    for (const client of this.clients) end(client);
  }
}

/** Closes a connection. ioredis forgets the timer of a socket that it leaves, and it would keep the process. */
function end(client: Redis): void {
  client.disconnect();
  clearTimeout(Reflect.get(client, 'socketTimeoutTimer') as NodeJS.Timeout | undefined);
}

const late = async (): Promise<never> => {
  await sleep(bootMs, undefined, { ref: false });
  throw new Error('no answer');
};
