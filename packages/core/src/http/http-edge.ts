import { randomUUID } from 'node:crypto';
import { houseError, rpcFailure, stringify, type AethexError } from '@aethex/protocol';
import { Injectable, StreamableFile } from '@nestjs/common';
import { HttpConfig } from '../config/sections.js';
import type { Origin, Wire } from '../dispatch/caller.js';
import { checkJson } from '../dispatch/check-json.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { RpcEdge, type RpcSender } from '../dispatch/rpc-edge.js';
import { headerOf, notesOf, type HttpRequest, type HttpResponse } from './platform.js';
import { jsonType, readInput } from './read-input.js';
import type { RoutePlan } from './route-plan.js';

const json = 'application/json; charset=utf-8';

/** Translates between HTTP and the dispatcher, for Fastify and Express alike. */
@Injectable()
export class HttpEdge {
  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly rpc: RpcEdge,
    private readonly config: HttpConfig,
  ) {}

  /** Answers a REST request. A body in the JSON-RPC envelope is answered in it. */
  async rest(plan: RoutePlan, request: HttpRequest, response: HttpResponse): Promise<unknown> {
    this.welcome(request, response);
    const runner = this.dispatcher.find(plan.method.id);
    if (!runner) throw houseError('request.unknown_method');
    if (isEnvelope(request.body)) return this.envelope(plan, request, response);
    const input = readInput(plan, runner, request, this.config);
    notesOf(request).called = true;
    const output = await this.dispatcher.call({
      method: plan.method.id,
      input,
      ...this.sender(request, 'rest'),
    });
    return this.send(plan, output, response);
  }

  /** Answers `POST /rpc`. */
  async rpcCall(request: HttpRequest, response: HttpResponse): Promise<unknown> {
    notesOf(request).speaksRpc = true;
    this.welcome(request, response);
    const type = headerOf(request, 'content-type');
    if (!type || !jsonType.test(type)) throw houseError('request.unsupported_type');
    checkJson(request.body, this.config);
    return this.spoken(request.body, request, response);
  }

  /** Refuses a request in our words, wherever on its way it failed. */
  refuse(error: AethexError, request: HttpRequest, response: HttpResponse): void {
    const origin = this.origin(request, 'rest');
    response
      .status(error.look.http)
      .header('content-type', json)
      .header('x-request-id', origin.requestId)
      .header('cache-control', 'no-store');
    const wait = error.retryAfter ?? (error.look.http === 503 ? 1 : undefined);
    if (wait !== undefined) response.header('retry-after', String(wait));
    const body = error.toBody(origin.requestId);
    const told = notesOf(request).speaksRpc ? rpcFailure(null, error.look.rpc, body) : { error: body };
    response.send(JSON.stringify(told));
  }

  /** Counts a refusal that never became a call. */
  note(error: AethexError, request: HttpRequest): void {
    if (!notesOf(request).called) this.dispatcher.noteRefusal(error, this.origin(request, 'rest'));
  }

  private async envelope(plan: RoutePlan, request: HttpRequest, response: HttpResponse): Promise<unknown> {
    const body = request.body as Record<string, unknown>;
    if (body['method'] !== plan.method.id)
      throw houseError('request.envelope', undefined, {
        message: `This address answers "${plan.method.id}".`,
      });
    const params = { ...(request.params as object), ...(body['params'] as object | undefined) };
    checkJson(body, this.config);
    return this.spoken({ ...body, params }, request, response);
  }

  private async spoken(value: unknown, request: HttpRequest, response: HttpResponse): Promise<unknown> {
    const notes = notesOf(request);
    notes.called = true;
    const text = (): string => notes.text ?? JSON.stringify(request.body);
    const answer = await this.rpc.answer(value, text, this.sender(request, 'rpc'));
    response.status(answer.status);
    const wait = answer.error?.retryAfter;
    if (wait !== undefined) response.header('retry-after', String(wait));
    if (answer.body === null) return undefined;
    response.header('content-type', json);
    return stringify(answer.body);
  }

  private send(plan: RoutePlan, output: unknown, response: HttpResponse): unknown {
    const { createdWhen, status, etag, rawOutput } = plan.http;
    const fields = (output ?? {}) as Record<string, unknown>;
    response.status(
      createdWhen !== undefined && fields[createdWhen] === true
        ? 201
        : (status ?? (output === null ? 204 : 200)),
    );
    if (etag !== undefined) response.header('etag', `"${String(fields[etag])}"`);
    if (output === null) return undefined;
    if (rawOutput === undefined) {
      response.header('content-type', json);
      return stringify(output);
    }
    const content = fields[rawOutput];
    const bytes = typeof content === 'string' ? Buffer.from(content, 'base64') : (content as Uint8Array);
    response.header('content-type', 'application/octet-stream');
    if (typeof fields['checksum'] === 'string') response.header('x-checksum-sha256', fields['checksum']);
    return new StreamableFile(bytes);
  }

  private welcome(request: HttpRequest, response: HttpResponse): void {
    response
      .header('x-request-id', requestIdOf(request))
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff');
  }

  private sender(request: HttpRequest, wire: Wire): RpcSender {
    const origin = this.origin(request, wire) as {
      -readonly [Field in keyof RpcSender]: RpcSender[Field];
    };
    const token = bearerOf(headerOf(request, 'authorization'));
    if (token !== undefined) origin.token = token;
    const key = headerOf(request, 'idempotency-key');
    if (key !== undefined) origin.idempotencyKey = key;
    const gameKey = headerOf(request, 'x-game-key');
    if (gameKey !== undefined) origin.gameKey = gameKey;
    const browserOrigin = headerOf(request, 'origin');
    if (browserOrigin !== undefined) origin.browserOrigin = browserOrigin;
    return origin;
  }

  private origin(request: HttpRequest, wire: Wire): Origin {
    const userAgent = headerOf(request, 'user-agent') ?? '';
    return { wire, requestId: requestIdOf(request), address: request.ip ?? '', userAgent };
  }
}

function requestIdOf(request: HttpRequest): string {
  const notes = notesOf(request);
  if (notes.requestId === '') notes.requestId = randomUUID();
  return notes.requestId;
}

/** The token of an `Authorization: Bearer …`; other schemes are somebody else's. */
function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined || header.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  const token = header.slice(7).trim();
  return token === '' ? undefined : token;
}

const isEnvelope = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && (body as Record<string, unknown>)['jsonrpc'] === '2.0';
