/** How a kind of error looks on each wire, whether trying again can help, and how loud it is in the log. */
export interface ErrorLook {
  readonly http: number;
  readonly rpc: number;
  readonly retry: boolean;
  readonly log: 'debug' | 'info' | 'warn' | 'error';
}

/** The nine kinds of failure. The list is closed: codes are open, kinds are not. */
export const errorKinds = {
  invalid: { http: 400, rpc: -32602, retry: false, log: 'debug' },
  unauthenticated: { http: 401, rpc: -32001, retry: false, log: 'info' },
  forbidden: { http: 403, rpc: -32003, retry: false, log: 'info' },
  not_found: { http: 404, rpc: -32004, retry: false, log: 'debug' },
  conflict: { http: 409, rpc: -32009, retry: false, log: 'info' },
  too_large: { http: 413, rpc: -32013, retry: false, log: 'info' },
  rate_limited: { http: 429, rpc: -32029, retry: true, log: 'info' },
  unavailable: { http: 503, rpc: -32053, retry: true, log: 'warn' },
  internal: { http: 500, rpc: -32603, retry: false, log: 'error' },
} as const satisfies Record<string, ErrorLook>;

export type ErrorKind = keyof typeof errorKinds;

/** Statuses a standard demands in place of the kind's own. Whoever looks only at kinds still sees one of the nine. */
export const standardStatuses = {
  parse_error: { kind: 'invalid', http: 400, rpc: -32700, retry: false, log: 'debug' },
  invalid_request: { kind: 'invalid', http: 400, rpc: -32600, retry: false, log: 'debug' },
  method_not_found: { kind: 'not_found', http: 404, rpc: -32601, retry: false, log: 'debug' },
  method_not_allowed: { kind: 'invalid', http: 405, rpc: -32600, retry: false, log: 'debug' },
  request_timeout: { kind: 'invalid', http: 408, rpc: -32008, retry: true, log: 'info' },
  gone: { kind: 'not_found', http: 410, rpc: -32010, retry: false, log: 'info' },
  precondition_failed: { kind: 'conflict', http: 412, rpc: -32012, retry: false, log: 'info' },
  unsupported_type: { kind: 'invalid', http: 415, rpc: -32015, retry: false, log: 'debug' },
  unprocessable: { kind: 'invalid', http: 422, rpc: -32022, retry: false, log: 'info' },
  upgrade_required: { kind: 'invalid', http: 426, rpc: -32026, retry: false, log: 'debug' },
  precondition_required: { kind: 'invalid', http: 428, rpc: -32028, retry: false, log: 'info' },
  storage_full: { kind: 'unavailable', http: 507, rpc: -32057, retry: false, log: 'error' },
} as const satisfies Record<string, ErrorLook & { kind: ErrorKind }>;

export type StandardStatus = keyof typeof standardStatuses;

/** The look of an error: the standard's where a standard demands one, else its kind's. */
export function lookOf(error: { kind: ErrorKind; status?: StandardStatus | undefined }): ErrorLook {
  return error.status ? standardStatuses[error.status] : errorKinds[error.kind];
}
