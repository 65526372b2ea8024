import type { ErrorKind } from '@aethex/protocol';
import { refusal } from '../client-errors.js';
import type { FetchLike, ResponseLike, Settings } from '../options.js';
import { failure, success, type ErrorInfo, type Result } from '../result.js';
import { isPassing, kindOf } from '../rules/error-kind.js';
import { readJson } from '../rules/read-json.js';
import { deadline } from '../timing.js';

/** One request as it goes out. */
export interface HttpRequest {
  readonly verb: 'POST' | 'PUT';
  /** Below the API's address. */
  readonly path: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly token: string | null;
  readonly key: string;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

interface WireError {
  readonly code: string;
  readonly message: string;
  readonly retry: boolean;
  readonly data?: unknown;
  readonly request_id: string;
}

interface RpcError {
  readonly code: number;
  readonly data?: WireError;
}

/** A JSON-RPC response, or a REST answer. Error bodies are the same in both. */
interface Body {
  readonly jsonrpc?: string;
  readonly result?: { readonly data: unknown };
  readonly error?: WireError | RpcError;
}

/** Bytes a second that even a poor connection carries; large bodies get time accordingly. */
const slowest = 20_000;

/** Sends a request once and reads whatever comes back; it never throws. */
export async function sendOnce(settings: Settings, request: HttpRequest): Promise<Result<unknown>> {
  const { timeoutMs = settings.timeoutMs, signal } = request;
  if (signal?.aborted) return refusal('client.aborted');
  const time = deadline(timeoutMs + (request.body.length / slowest) * 1000, signal);
  try {
    const response = await settings.fetch(
      `${settings.api}/${request.path}`,
      initOf(request, settings.gameKey, time.signal),
    );
    return answerOf(response, await response.text());
  } catch {
    if (signal?.aborted) return refusal('client.aborted');
    return refusal(time.signal.aborted ? 'client.timeout' : 'client.offline');
  } finally {
    time.over();
  }
}

function initOf(
  { verb, body, token, key }: HttpRequest,
  gameKey: string | undefined,
  signal: AbortSignal,
): Parameters<FetchLike>[1] {
  return {
    method: verb,
    headers: {
      'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream',
      'idempotency-key': key,
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(gameKey !== undefined && { 'x-game-key': gameKey }),
    },
    body,
    signal,
    credentials: 'omit',
    cache: 'no-store',
  };
}

function answerOf({ status, headers }: ResponseLike, text: string): Result<unknown> {
  const retryAfter = secondsOf(headers.get('retry-after'));
  const body = readJson<Body>(text);
  const error = wireErrorOf(body);
  if (error) return refused(error, kindOf(status), retryAfter);
  if (status >= 200 && status < 300 && body) return success(body.jsonrpc ? body.result?.data : body);
  // A proxy on the way spoke in place of the server.
  const about = { ...(retryAfter !== undefined && { retryAfter }) };
  return refusal(isPassing(status) ? 'client.offline' : 'client.bad_answer', about);
}

/** A server's error as clients see it. */
export function refused(error: WireError, kind: ErrorKind, after?: number): Result<never> {
  const { code, message, retry, data, request_id: requestId } = error;
  const retryAfter = after ?? (data as { retry_after?: number } | undefined)?.retry_after;
  const info: ErrorInfo = {
    code,
    kind,
    message,
    retry,
    requestId,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(data !== undefined && { data }),
  };
  return failure(info);
}

function wireErrorOf(body: Body | null): WireError | undefined {
  const error = body?.error;
  const told = typeof error?.code === 'number' ? (error as RpcError).data : (error as WireError | undefined);
  return typeof told?.code === 'string' ? told : undefined;
}

/** The seconds form of `Retry-After`; its date form needs a clock that agrees with the server's. */
const secondsOf = (header: string | null): number | undefined =>
  header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
