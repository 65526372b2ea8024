/** Whether to reconnect by oneself after a socket was closed: codes from 4500 on say no (the protocol's `mayReconnect`). */
export const mayReconnect = (code: number): boolean => code < 4500;

/** The codes the client does more about than to reconnect or not. */
export const closeCode = { tooBig: 1009, authFailed: 4501, sessionRevoked: 4503 } as const;
