import type { IncomingMessage } from 'node:http';
import { houseError, isAethexError } from '@aethex/protocol';
import type { HttpConfig } from '../config/sections.js';
import type { HttpEdge } from './http-edge.js';
import { notesOf, type HttpRequest, type HttpResponse } from './platform.js';
import { jsonType } from './read-input.js';
import { takesBody, type RoutePlan } from './route-plan.js';

type ExpressRequest = IncomingMessage & { path: string; body?: unknown; _body?: boolean } & HttpRequest;

/** The part of an Express application that is used here. */
export interface ExpressLike {
  use(middleware: (request: ExpressRequest, response: HttpResponse, next: () => void) => void): unknown;
}

interface Pattern {
  readonly verb: string;
  readonly path: RegExp;
  readonly rawBody: boolean;
  readonly speaksRpc: boolean;
}

/** Reads the bodies of our routes, and only ours, before the application's own parsers see them. */
export function installExpressEdge(
  app: ExpressLike,
  plans: readonly RoutePlan[],
  prefixes: readonly string[],
  edge: () => HttpEdge,
  config: HttpConfig,
): void {
  const patterns = [
    ...plans.filter(({ verb }) => takesBody(verb)).map((plan) => patternOf(plan, prefixes)),
    patternOf({ verb: 'POST', path: '/rpc', rawBody: false }, prefixes, true),
  ];
  app.use((request, response, next) => {
    const pattern = takesBody(request.method)
      ? patterns.find(({ verb, path }) => verb === request.method && path.test(request.path))
      : undefined;
    if (!pattern) return next();
    notesOf(request).speaksRpc = pattern.speaksRpc;
    readBody(request, pattern.rawBody, config).then(next, (error: unknown) => {
      const refused = isAethexError(error)
        ? error
        : houseError('server.internal', undefined, { cause: error });
      edge().note(refused, request);
      edge().refuse(refused, request, response.header('connection', 'close'));
    });
  });
}

/** Matches a route under any prefix of the application. */
function patternOf(
  { verb, path, rawBody }: Pick<RoutePlan, 'verb' | 'path' | 'rawBody'>,
  prefixes: readonly string[],
  speaksRpc = false,
): Pattern {
  const route = path.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+');
  return {
    verb,
    rawBody,
    speaksRpc,
    path: new RegExp(
      `(?:^|/)(?:${prefixes.map((prefix) => prefix.replace(/[.]/g, '\\.')).join('|')})${route}/?$`,
    ),
  };
}

async function readBody(request: ExpressRequest, raw: boolean, config: HttpConfig): Promise<void> {
  const bytes = await collect(request, raw ? config.maxUpload : config.maxBody);
  // Tells the parsers behind us that the body has been read.
  request._body = true;
  if (raw) request.body = bytes;
  if (raw || !jsonType.test(request.headers['content-type'] ?? '')) return;
  notesOf(request).chunks = [bytes];
  try {
    request.body = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw houseError('request.malformed', undefined, { cause: error });
  }
}

/** The body's bytes; refused before they are read when their announced length is over the limit. */
async function collect(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit)
    throw houseError('request.too_large', { max_bytes: limit });
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection has to live on: it is to carry the refusal.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw houseError('request.too_large', { max_bytes: limit });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
