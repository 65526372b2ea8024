import type { IncomingMessage } from 'node:http';
import type { HttpConfig } from '../config/sections.js';
import type { HttpEdge } from './http-edge.js';
import { inOurWords } from './http-filter.js';
import { notesOf, type HttpRequest, type HttpResponse } from './platform.js';
import { planKey, type RoutePlan } from './route-plan.js';

type BodyPlan = Pick<RoutePlan, 'keepText' | 'rawBody'>;
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
      const refused = inOurWords(error);
      edge().note(refused, request);
      edge().refuse(refused, request, reply);
    };
    if (plan.keepText) route.preParsing = [...[route.preParsing ?? []].flat(), keepText];
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
  payload.on('data', (chunk: Buffer) => chunks.push(chunk));
  const notes = notesOf(request);
  Object.defineProperty(notes, 'text', {
    configurable: true,
    get: () => Buffer.concat(chunks).toString('utf8'),
  });
  done(null, payload);
};
