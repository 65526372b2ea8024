import { sendOnce } from '../http/http-wire.js';
import { retrying } from '../http/retrying.js';
import type { Settings } from '../options.js';
import { randomKey } from '../rules/bytes.js';
import type { Exchange } from './session-keeper.js';

/**
 * The server gives a repeated refresh the same new pair for ten seconds and takes a later one for theft, so a refresh
 * whose answer got lost is repeated within that time or not at all. Milliseconds.
 */
const quick = { perTry: 3000, total: 6000 };

/** Exchanges refresh tokens over HTTP. */
export function exchangeOver(settings: Settings): Exchange {
  const policy = { ...settings.retry, totalMs: Math.min(settings.retry.totalMs, quick.total) };
  const timeoutMs = Math.min(settings.timeoutMs, quick.perTry);
  return (refreshToken) => {
    const params = { refresh_token: refreshToken };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'auth.refresh', params });
    const request = { verb: 'POST', path: 'rpc', body, token: null, key: randomKey(), timeoutMs } as const;
    const attempt = () => sendOnce(settings, { ...request, signal: undefined });
    return retrying({ policy, repeatable: true, signal: undefined }, attempt) as ReturnType<Exchange>;
  };
}
