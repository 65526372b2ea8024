import { describe, expect, it } from '@jest/globals';
import { isRpcId, isRpcRequest, maxBatch, rpcFailure, rpcSuccess } from './json-rpc.js';

const request = { jsonrpc: '2.0', id: 1, method: 'saves.get' };

describe('isRpcRequest', () => {
  it.each<[string, object]>([
    ['a call without params', request],
    ['params by name', { ...request, params: { slot: 'a' } }],
    ['params by position', { ...request, params: ['a'] }],
    ['a text as id', { ...request, id: 'a' }],
    ['null as id', { ...request, id: null }],
    ['a fraction as id, which is discouraged and not forbidden', { ...request, id: 1.5 }],
    ['a notification, which has no id', { jsonrpc: '2.0', method: 'saves.get' }],
    ['members it does not know', { ...request, trace: 'x' }],
    ['an idempotency key', { ...request, idempotency_key: 'k' }],
    ['an empty method, which nobody serves', { ...request, method: '' }],
  ])('takes %s', (_, value) => {
    expect(isRpcRequest(value)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['no version', { id: 1, method: 'saves.get' }],
    ['another version', { ...request, jsonrpc: '1.0' }],
    ['a version that is a number', { ...request, jsonrpc: 2 }],
    ['no method', { jsonrpc: '2.0', id: 1 }],
    ['a method that is no text', { ...request, method: 1 }],
    ['a truth as id', { ...request, id: true }],
    ['an object as id', { ...request, id: {} }],
    ['a list as id', { ...request, id: [1] }],
    ['params that are a text', { ...request, params: 'a' }],
    ['params that are a number', { ...request, params: 1 }],
    ['params that are null', { ...request, params: null }],
    ['an idempotency key that is no text', { ...request, idempotency_key: 1 }],
    ['a list', [request]],
    ['nothing', null],
    ['a text', 'saves.get'],
    ['undefined', undefined],
  ])('refuses %s', (_, value) => {
    expect(isRpcRequest(value)).toBe(false);
  });
});

describe('the envelope', () => {
  it('knows an id: a text, a number or null', () => {
    expect(['', 'a', 0, -1, 1.5, null].every(isRpcId)).toBe(true);
    expect([undefined, true, {}, []].some(isRpcId)).toBe(false);
  });

  it('answers success with the data under result', () => {
    expect(rpcSuccess('a', { level: 5 })).toEqual({
      jsonrpc: '2.0',
      id: 'a',
      result: { success: true, data: { level: 5 } },
    });
  });

  it('answers failure with the error body under data', () => {
    const body = { code: 'saves.conflict', message: 'Taken.', retry: false, request_id: 'r1' };
    expect(rpcFailure(null, -32009, body)).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: -32009, message: 'Taken.', data: body },
    });
  });

  it('holds at most twenty requests', () => {
    expect(maxBatch).toBe(20);
  });
});
