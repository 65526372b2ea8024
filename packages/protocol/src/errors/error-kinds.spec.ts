import { describe, expect, it } from '@jest/globals';
import { errorKinds, lookOf, standardStatuses } from './error-kinds.js';

describe('the nine kinds', () => {
  it('look as the architecture says, on each wire', () => {
    expect(errorKinds).toEqual({
      invalid: { http: 400, rpc: -32602, retry: false, log: 'debug' },
      unauthenticated: { http: 401, rpc: -32001, retry: false, log: 'info' },
      forbidden: { http: 403, rpc: -32003, retry: false, log: 'info' },
      not_found: { http: 404, rpc: -32004, retry: false, log: 'debug' },
      conflict: { http: 409, rpc: -32009, retry: false, log: 'info' },
      too_large: { http: 413, rpc: -32013, retry: false, log: 'info' },
      rate_limited: { http: 429, rpc: -32029, retry: true, log: 'info' },
      unavailable: { http: 503, rpc: -32053, retry: true, log: 'warn' },
      internal: { http: 500, rpc: -32603, retry: false, log: 'error' },
    });
  });
});

describe('the statuses that standards demand', () => {
  const looks = Object.entries(standardStatuses).map(([name, { kind, http, rpc }]) => [
    name,
    kind,
    http,
    rpc,
  ]);

  it('are these', () => {
    expect(looks).toEqual([
      ['parse_error', 'invalid', 400, -32700],
      ['invalid_request', 'invalid', 400, -32600],
      ['method_not_found', 'not_found', 404, -32601],
      ['method_not_allowed', 'invalid', 405, -32600],
      ['request_timeout', 'invalid', 408, -32008],
      ['gone', 'not_found', 410, -32010],
      ['precondition_failed', 'conflict', 412, -32012],
      ['unsupported_type', 'invalid', 415, -32015],
      ['unprocessable', 'invalid', 422, -32022],
      ['upgrade_required', 'invalid', 426, -32026],
      ['precondition_required', 'invalid', 428, -32028],
      ['storage_full', 'unavailable', 507, -32057],
    ]);
  });

  it('keep to the codes JSON-RPC reserves for itself and to those it leaves to servers', () => {
    const protocol = [-32700, -32600, -32601, -32602, -32603];
    for (const { rpc } of [...Object.values(errorKinds), ...Object.values(standardStatuses)])
      expect(protocol.includes(rpc) || (rpc <= -32000 && rpc >= -32099)).toBe(true);
  });

  it('tell nobody to try a full disk again', () => {
    expect(standardStatuses.storage_full.retry).toBe(false);
    expect(errorKinds.unavailable.retry).toBe(true);
  });
});

describe('lookOf', () => {
  it('takes the standard’s look where there is one, else the kind’s', () => {
    expect(lookOf({ kind: 'invalid' })).toBe(errorKinds.invalid);
    expect(lookOf({ kind: 'invalid', status: 'unprocessable' })).toBe(standardStatuses.unprocessable);
  });
});
