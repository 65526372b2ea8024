import type { HttpConfig } from '@aethex/core';
import type { FastifyHttpOptions, RawServerDefault } from 'fastify';

/** How long headers may take to arrive, in milliseconds: less than a whole request. */
const headersTimeout = 10_000;

/** Fastify with its doors narrow: it has no time limits of its own. */
export function fastifyOptions(http: HttpConfig): FastifyHttpOptions<RawServerDefault> {
  return {
    bodyLimit: http.maxBody,
    requestTimeout: http.requestTimeout * 1000,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    trustProxy: http.trustProxy,
    forceCloseConnections: 'idle',
    http: { headersTimeout: Math.min(headersTimeout, http.requestTimeout * 1000) },
    // A client that talks nonsense is answered by Node itself, in a line.
    routerOptions: { maxParamLength: 512 },
  };
}
