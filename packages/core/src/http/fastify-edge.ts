import type { IncomingMessage } from 'node:http';
import { isAethexError, type AethexError } from '@aethex/protocol';
import type { HttpConfig } from '../config/sections.js';
import { checkJson } from '../dispatch/check-json.js';
import { keepsText } from './fastify-json.js';
import type { HttpEdge } from './http-edge.js';
import { inOurWords } from './http-filter.js';
import { notesOf, type HttpRequest, type HttpResponse } from './platform.js';
import { planKey, takesBody, type RoutePlan } from './route-plan.js';

type BodyPlan = Pick<RoutePlan, 'verb' | 'rawBody'> & { readonly speaksRpc?: boolean };
type PreParsing = (
  request: HttpRequest,
  reply: HttpResponse,
  payload: IncomingMessage,
  done: (error: null, payload: IncomingMessage) => void,
) => void;

interface FastifyRoute {
  config?: Record<string, unknown>;
  bodyLimit?: number;
  errorHandler?: (error: unknown, request: HttpRequest, reply: HttpResponse) => void;
  preParsing?: PreParsing | PreParsing[];
}

/** The part of a Fastify instance that is used here. */
export interface FastifyLike {
  addHook(name: 'onRoute', hook: (route: FastifyRoute) => void): unknown;
  hasContentTypeParser(type: string): boolean;
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer' },
    parser: (request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => void,
  ): unknown;
}

/** Gives our routes, and only ours, their body limits, the text of their bodies and our error body. */
export function installFastifyEdge(instance: FastifyLike, edge: () => HttpEdge, config: HttpConfig): void {
  instance.addHook('onRoute', (route) => {
    const plan = route.config?.[planKey] as BodyPlan | undefined;
    if (!plan) return;
    route.bodyLimit = plan.rawBody ? config.maxUpload : config.maxBody;
    route.errorHandler = (error, request, reply) => {
      notesOf(request).speaksRpc = plan.speaksRpc ?? false;
      const refused = poisonOf(request, config) ?? inOurWords(error);
      edge().note(refused, request);
      edge().refuse(refused, request, reply);
    };
    // Our own parser keeps the text; beside anybody else's we listen.
    if (takesBody(plan.verb) && !plan.rawBody && !keepsText(instance))
      route.preParsing = [...[route.preParsing ?? []].flat(), keepText];
  });
  if (!instance.hasContentTypeParser('application/octet-stream')) {
    instance.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
  }
}

/** Listens to the body beside whatever parser reads it. */
const keepText: PreParsing = (request, _reply, payload, done) => {
  const chunks: Buffer[] = [];
  notesOf(request).chunks = chunks;
  payload.on('data', (chunk: Buffer) => chunks.push(chunk));
  done(null, payload);
};

/** Fastify calls JSON that is valid and poisoned malformed; we look again. */
function poisonOf(request: HttpRequest, config: HttpConfig): AethexError | null {
  try {
    checkJson(JSON.parse(notesOf(request).text ?? 'null'), config);
  } catch (error) {
    return isAethexError(error) ? error : null;
  }
  return null;
}
