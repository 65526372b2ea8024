/** Why the server closes a socket. 4000–4499: reconnect with backoff. 4500–4999: do not reconnect by yourself. */
export const closeCodes = {
  unsupported_data: { code: 1003, reason: 'This socket reads JSON and MessagePack.' },
  too_big: { code: 1009, reason: 'The frame is larger than this server accepts.' },
  internal: { code: 1011, reason: 'Something went wrong on our side.' },
  draining: { code: 4000, reason: 'This server is shutting down. Reconnect.' },
  slow_consumer: { code: 4001, reason: 'The socket was read too slowly.' },
  heartbeat_timeout: { code: 4002, reason: 'No sign of life arrived in time.' },
  rate_limited: { code: 4003, reason: 'Too many messages.' },
  dependency_unavailable: { code: 4004, reason: 'A part of the server is not available.' },
  token_expired: { code: 4005, reason: 'The token expired. Refresh it and reconnect.' },
  state_lost: { code: 4006, reason: 'The state of the connection was lost. Load everything again.' },
  protocol_violation: { code: 4500, reason: 'Too many frames that this server does not understand.' },
  auth_failed: { code: 4501, reason: 'The token is not valid.' },
  auth_timeout: { code: 4502, reason: 'No auth frame arrived in time.' },
  session_revoked: { code: 4503, reason: 'The session was ended.' },
  replaced: { code: 4504, reason: 'A newer socket of the same player took the place.' },
  forbidden: { code: 4505, reason: 'You may not be here.' },
  unsupported_version: { code: 4506, reason: 'This version of the protocol is not supported.' },
  too_many_connections: { code: 4507, reason: 'Too many sockets are open.' },
  account_deleted: { code: 4508, reason: 'The account was deleted.' },
} as const;

export type CloseReason = keyof typeof closeCodes;

/** Whether a client should reconnect by itself after this close code. */
export const mayReconnect = (code: number): boolean => code < 4500;
