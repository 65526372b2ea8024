import type { ErrorBody } from '../errors/aethex-error.js';

/** An id as JSON-RPC 2.0 allows it. It is echoed as it came. */
export type RpcId = string | number | null;

/** A JSON-RPC 2.0 request. `idempotency_key` is our addition, for wires without headers per request. */
export interface RpcRequest {
  jsonrpc: '2.0';
  id?: RpcId;
  method: string;
  params?: unknown;
  idempotency_key?: string;
}

export interface RpcSuccess {
  jsonrpc: '2.0';
  id: RpcId;
  result: { success: true; data: unknown };
}

export interface RpcFailure {
  jsonrpc: '2.0';
  id: RpcId;
  error: { code: number; message: string; data: ErrorBody };
}

export type RpcResponse = RpcSuccess | RpcFailure;

/** At most this many requests in one batch. */
export const maxBatch = 20;

export const rpcSuccess = (id: RpcId, data: unknown): RpcSuccess => ({
  jsonrpc: '2.0',
  id,
  result: { success: true, data },
});

export const rpcFailure = (id: RpcId, code: number, body: ErrorBody): RpcFailure => ({
  jsonrpc: '2.0',
  id,
  error: { code, message: body.message, data: body },
});

/** Whether the value is a request in the JSON-RPC 2.0 envelope, by the letter of its specification. */
export function isRpcRequest(value: unknown): value is RpcRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { jsonrpc, id, method, params, idempotency_key: key } = value as Record<string, unknown>;
  return (
    jsonrpc === '2.0' &&
    typeof method === 'string' &&
    (id === undefined || isRpcId(id)) &&
    (params === undefined || (typeof params === 'object' && params !== null)) &&
    (key === undefined || typeof key === 'string')
  );
}

export const isRpcId = (value: unknown): value is RpcId =>
  value === null || typeof value === 'string' || typeof value === 'number';
