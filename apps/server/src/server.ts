import {
  AethexModule,
  AethexWsAdapter,
  BootError,
  Db,
  HttpConfig,
  HttpFilter,
  installJsonParser,
  isKnownOrigin,
  Logger,
  makePlan,
  type Plan,
} from '@aethex/core';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { ServerConfig } from './config/server-config.js';
import { dataDirOf, keepsDataHere } from './data/data-dir.js';
import { hold, nothingHeld } from './data/hold.js';
import { fastifyOptions } from './http/fastify-options.js';
import { NestLogger } from './http/nest-logger.js';
import { demandWhole } from './move/moving.js';

export interface RunningServer {
  readonly app: NestFastifyApplication;
  readonly plan: Plan;
  readonly http: HttpConfig;
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Drains, closes everything and lets go of the data directory. */
  readonly close: () => Promise<void>;
}

/** Headers that pages of other origins may read. */
const exposed = ['etag', 'retry-after', 'x-request-id', 'x-checksum-sha256'];
/** When nobody asked for a port and the usual one is taken, so many further ones are tried. */
const furtherPorts = 20;

/** Starts the default server: Nest on Fastify, and AeThex as the only guest. A database in the data directory is its alone. */
export async function startServer({ config, inputs }: ServerConfig): Promise<RunningServer> {
  const plan = makePlan(config, inputs);
  const held = keepsDataHere(plan) ? await hold(dataDirOf(plan)) : nothingHeld;
  try {
    const http = sectionOf(plan);
    const app = await createApp({ config, inputs }, http);
    await refuseUnfinished(app);
    const url = await listen(app, http, plan);
    // What Nest says of a port that is taken is said better by us.
    app.useLogger(new NestLogger(app.get(Logger)));
    held.tell(url);
    const close = async (): Promise<void> => {
      await app.close();
      held.release();
    };
    return { app, plan, http, url, close };
  } catch (error) {
    held.release();
    throw error;
  }
}

/** What a restore or a move has not finished is nothing to serve. */
async function refuseUnfinished(app: NestFastifyApplication): Promise<void> {
  try {
    await demandWhole(app.get(Db).source);
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function createApp(
  { config, inputs }: Pick<ServerConfig, 'config' | 'inputs'>,
  http: HttpConfig,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(fastifyOptions(http));
  installJsonParser(adapter.getInstance<FastifyInstance>());
  const app = await NestFactory.create<NestFastifyApplication>(
    AethexModule.forRoot(config, inputs),
    adapter,
    { bodyParser: false, logger: false, abortOnError: false },
  );
  app.useWebSocketAdapter(new AethexWsAdapter(app));
  app.useGlobalFilters(app.get(HttpFilter));
  app.enableCors({
    // Nest copies what an earlier hook sets to the raw response, which makes Node write every header the slow way.
    hook: 'preParsing',
    origin: (origin, decide) =>
      decide(null, origin !== undefined && isKnownOrigin(origin, http.origins, http.host)),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: exposed,
    maxAge: 600,
  });
  return app;
}

async function listen(app: NestFastifyApplication, http: HttpConfig, plan: Plan): Promise<string> {
  const tries = isPortGiven(plan) ? 0 : furtherPorts;
  for (let port = http.port; ; port += 1) {
    try {
      await app.listen(port, http.host);
      return new URL(await app.getUrl()).origin;
    } catch (error) {
      if ((error as { code?: string }).code === 'EADDRINUSE' && port < http.port + tries) continue;
      await app.close();
      throw unreachable(error, http, port);
    }
  }
}

function unreachable(error: unknown, { host }: HttpConfig, port: number): unknown {
  if ((error as { code?: string }).code !== 'EADDRINUSE') return error;
  return new BootError(
    `Port ${port} on ${host} is taken.`,
    'Choose another with --port, or 0 for any free one.',
    { cause: error },
  );
}

const isPortGiven = (plan: Plan): boolean => valueOf(plan, 'port')?.origin !== 'default';

const valueOf = (plan: Plan, key: string) =>
  plan.sections.find(({ section }) => section === HttpConfig)?.list.find((value) => value.key === key);

const sectionOf = (plan: Plan): HttpConfig =>
  new HttpConfig(plan.sections.find(({ section }) => section === HttpConfig)?.values as never);
