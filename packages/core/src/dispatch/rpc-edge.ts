import {
  elements,
  houseError,
  isRpcId,
  isRpcRequest,
  keepRaw,
  maxBatch,
  memberOf,
  rpcFailure,
  rpcSuccess,
  type AethexError,
  type RpcId,
  type RpcRequest,
  type RpcResponse,
} from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { Identity, Origin } from './caller.js';
import { Dispatcher } from './dispatcher.js';
import { refuseDuplicateKeys } from './duplicate-keys.js';
import { publicError } from './method-runner.js';

/** Who sends a JSON-RPC body, and over what. */
export interface RpcSender extends Origin {
  readonly token?: string | undefined;
  readonly identity?: Identity | null;
  readonly idempotencyKey?: string | undefined;
  readonly gameKey?: string | undefined;
}

export interface RpcAnswer {
  /** What to send, to be written by `stringify` or as MessagePack; `null` when every request was a notification. */
  readonly body: RpcResponse | readonly RpcResponse[] | null;
  /** HTTP status: that of the error for a single request, 200 for a batch. */
  readonly status: number;
  readonly error?: AethexError;
}

/** Speaks JSON-RPC 2.0 for HTTP and for the socket. */
@Injectable()
export class RpcEdge {
  constructor(private readonly dispatcher: Dispatcher) {}

  /** Answers one request or a batch. `text` is its JSON as it came; it is asked for only when needed. */
  async answer(value: unknown, text: () => string, sender: RpcSender): Promise<RpcAnswer> {
    if (!Array.isArray(value)) return this.answerOne(value, { text, at: 0 }, sender);
    const refused = batchError(value);
    if (refused) return failure(null, refused, sender.requestId);
    const bodies: RpcResponse[] = [];
    const spans = this.spansOf(value, text);
    for (const [index, request] of value.entries()) {
      const answer = await this.answerOne(request, { text, at: spans[index] ?? 0 }, sender);
      if (answer.body !== null) bodies.push(answer.body);
    }
    return bodies.length > 0 ? { body: bodies, status: 200 } : silence;
  }

  private async answerOne(value: unknown, place: Place, sender: RpcSender): Promise<OneAnswer> {
    if (!isRpcRequest(value)) return failure(idOf(value), houseError('request.envelope'), sender.requestId);
    const silent = value.id === undefined;
    try {
      const output = await this.call(value, place, sender);
      return silent ? silence : { body: rpcSuccess(value.id ?? null, output), status: 200 };
    } catch (error) {
      if (silent) return silence;
      return failure(value.id ?? null, publicError(error), sender.requestId);
    }
  }

  private call(request: RpcRequest, { text, at }: Place, sender: RpcSender): Promise<unknown> {
    const runner = this.dispatcher.find(request.method);
    if (runner?.method.spec.sensitive) refuseDuplicateKeys(text());
    if (runner && runner.rawInputs.length > 0) {
      const span = memberOf(text(), text().indexOf('{', at), 'params');
      if (span) keepRaw(text(), request.params, runner.rawInputs, span.start);
    }
    const { wire, requestId, address, userAgent, identity, token, gameKey, browserOrigin } = sender;
    return this.dispatcher.call({
      method: request.method,
      input: request.params,
      wire,
      requestId,
      address,
      userAgent,
      token,
      gameKey,
      browserOrigin,
      ...(identity !== undefined && { identity }),
      idempotencyKey: request.idempotency_key ?? sender.idempotencyKey,
    });
  }

  /** Where each request of a batch begins in the text, when one of them is needed as written. */
  private spansOf(batch: readonly unknown[], text: () => string): number[] {
    const needed = batch.some(
      (one) => isRpcRequest(one) && (this.dispatcher.find(one.method)?.rawInputs.length ?? 0) > 0,
    );
    return needed ? [...elements(text(), text().indexOf('['))].map(({ start }) => start) : [];
  }
}

interface OneAnswer extends RpcAnswer {
  readonly body: RpcResponse | null;
}

const silence = { body: null, status: 204 } as const;

interface Place {
  readonly text: () => string;
  /** Where the request begins in the text. */
  readonly at: number;
}

function batchError(batch: readonly unknown[]): AethexError | null {
  if (batch.length === 0)
    return houseError('request.envelope', undefined, { message: 'The batch is empty.' });
  return batch.length > maxBatch ? houseError('request.batch_too_long', { max: maxBatch }) : null;
}

function failure(id: RpcId, error: AethexError, requestId: string): OneAnswer {
  const { rpc, http } = error.look;
  return { body: rpcFailure(id, rpc, error.toBody(requestId)), status: http, error };
}

function idOf(value: unknown): RpcId {
  const id = typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : null;
  return isRpcId(id) ? id : null;
}
