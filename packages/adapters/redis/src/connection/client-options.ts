import type { RedisOptions } from 'ioredis';

/** Milliseconds an answer may take; after that the connection counts as lost. */
export const answerMs = 1_500;
/** Milliseconds Bull waits in one blocking command, and how long the silence may then last. */
export const blockMs = 5_000;
/** Milliseconds the other end has to close a connection; one that stands still never does. */
const endMs = 300;
const longestRetryMs = 1_000;
/** Milliseconds between two reconnects because of an answer that only a replica gives. */
const replicaRetryMs = 5_000;

/**
 * How every connection behaves: while Redis is away a command fails at once, nothing waits in a queue, and what is
 * silent for too long is left and tried anew.
 */
export function clientOptions(purpose: string, prefix: string): RedisOptions {
  let lastReplica = Number.NEGATIVE_INFINITY;
  return {
    lazyConnect: true,
    connectionName: `${prefix}:${purpose}`,
    connectTimeout: answerMs,
    disconnectTimeout: endMs,
    commandTimeout: answerMs,
    socketTimeout: answerMs,
    enableOfflineQueue: false,
    // A command whose connection is lost may have been done: whoever sent it has to know.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    disableClientInfo: true,
    retryStrategy: (times) =>
      Math.min(longestRetryMs, 25 * 2 ** Math.min(times, 8)) * (0.75 + Math.random() / 4),
    reconnectOnError: (error) => {
      // After a failover the name may lead to another host.
      if (!error.message.startsWith('READONLY') || performance.now() - lastReplica < replicaRetryMs)
        return false;
      lastReplica = performance.now();
      return true;
    },
  };
}

/** For pub and sub: Bull insists on no ready check, and listening needs none. */
export const listenerOptions = (prefix: string, purpose: string): RedisOptions => ({
  ...clientOptions(purpose, prefix),
  enableReadyCheck: false,
});

/** For commands that wait for something to do. */
export const blockingOptions = (prefix: string, purpose: string): RedisOptions => {
  const { commandTimeout: _, ...options } = listenerOptions(prefix, purpose);
  return { ...options, socketTimeout: blockMs + answerMs };
};
