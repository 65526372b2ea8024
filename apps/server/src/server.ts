import {
  AethexModule,
  AethexWsAdapter,
  BootError,
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
import { fastifyOptions } from './http/fastify-options.js';
import { NestLogger } from './http/nest-logger.js';

export interface RunningServer {
  readonly app: NestFastifyApplication;
  readonly plan: Plan;
  readonly http: HttpConfig;
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
}

/** Headers that pages of other origins may read. */
const exposed = ['etag', 'retry-after', 'x-request-id', 'x-checksum-sha256'];
/** When nobody asked for a port and the usual one is taken, so many further ones are tried. */
const furtherPorts = 20;

/** Starts the default server: Nest on Fastify, and AeThex as the only guest. */
export async function startServer({ config, inputs }: ServerConfig): Promise<RunningServer> {
  const plan = makePlan(config, inputs);
  const http = sectionOf(plan);
  const adapter = new FastifyAdapter(fastifyOptions(http));
  installJsonParser(adapter.getInstance<FastifyInstance>() as never);
  const module = AethexModule.forRoot(config, inputs);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  app.useLogger(new NestLogger(app.get(Logger)));
  app.useWebSocketAdapter(new AethexWsAdapter(app));
  app.useGlobalFilters(app.get(HttpFilter));
  app.enableCors({
    origin: (origin, decide) =>
      decide(null, origin !== undefined && isKnownOrigin(origin, http.origins, http.host)),
    exposedHeaders: exposed,
    maxAge: 600,
  });
  const url = await listen(app, http, plan);
  return { app, plan, http, url };
}

async function listen(app: NestFastifyApplication, http: HttpConfig, plan: Plan): Promise<string> {
  const tries = isPortGiven(plan) ? 0 : furtherPorts;
  for (let port = http.port; ; port += 1) {
    try {
      await app.listen(port, http.host);
      return new URL(await app.getUrl()).origin;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
      if (port >= http.port + tries) {
        await app.close();
        throw new BootError(
          `Port ${port} on ${http.host} is taken.`,
          'Choose another with --port, or 0 for any free one.',
          { cause: error },
        );
      }
    }
  }
}

const isPortGiven = (plan: Plan): boolean => valueOf(plan, 'port')?.origin !== 'default';

const valueOf = (plan: Plan, key: string) =>
  plan.sections.find(({ section }) => section === HttpConfig)?.list.find((value) => value.key === key);

const sectionOf = (plan: Plan): HttpConfig =>
  new HttpConfig(plan.sections.find(({ section }) => section === HttpConfig)?.values as never);
