import type { Redis } from 'ioredis';
import { houseError, isAethexError, type AethexError } from '@aethex/protocol';

/** Whatever Redis or the way to it has against a command, in our words. */
export const unavailable = (part: string, error: unknown): AethexError =>
  isAethexError(error) ? error : houseError('server.unavailable', { part }, { cause: error, retryAfter: 1 });

/**
 * Waits for a command; its failure becomes `server.unavailable`. While Redis is away none is made: the client would
 * keep each with its values until its time is over.
 */
export async function asked<T>(part: string, redis: Redis, command: () => Promise<T>): Promise<T> {
  if (redis.status !== 'ready') throw unavailable(part, new Error(`The connection is ${redis.status}.`));
  try {
    return await command();
  } catch (error) {
    throw unavailable(part, error);
  }
}
