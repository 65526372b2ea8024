import { houseError, isAethexError, type AethexError } from '@aethex/protocol';

/** Whatever Redis or the way to it has against a command, in our words. */
export const unavailable = (part: string, error: unknown): AethexError =>
  isAethexError(error) ? error : houseError('server.unavailable', { part }, { cause: error, retryAfter: 1 });

/** Waits for a command; its failure becomes `server.unavailable`. */
export async function asked<T>(part: string, command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    throw unavailable(part, error);
  }
}
