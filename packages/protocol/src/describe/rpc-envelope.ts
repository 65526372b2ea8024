import type { JsonSchema } from './json-schema.js';

const id = { type: ['string', 'number', 'null'] } as unknown as JsonSchema;
const version: JsonSchema = { const: '2.0' };

/** The envelope of a JSON-RPC 2.0 request, as every method is called in it. */
export const rpcRequestSchema: JsonSchema = {
  type: 'object',
  properties: {
    jsonrpc: version,
    id,
    method: { type: 'string' },
    params: { type: 'object' },
    idempotency_key: { type: 'string', description: 'what `Idempotency-Key` is on REST' },
  },
  required: ['jsonrpc', 'method'],
};

/** The envelope of its response. */
export const rpcResponseSchema: JsonSchema = {
  type: 'object',
  properties: {
    jsonrpc: version,
    id,
    result: {
      type: 'object',
      properties: { success: { const: true }, data: {} },
      required: ['success', 'data'],
    },
    error: {
      type: 'object',
      properties: { code: { type: 'integer' }, message: { type: 'string' }, data: { type: 'object' } },
      required: ['code', 'message', 'data'],
    },
  },
  required: ['jsonrpc', 'id'],
};
