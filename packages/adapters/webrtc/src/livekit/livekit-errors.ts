import { houseError } from '@aethex/protocol';

/** Does something to a room or a player that may not be there, which is no error; all else means that LiveKit is away. */
export async function ifThere(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code, status } = error as { code?: string; status?: number };
    if (code === 'not_found' || status === 404) return;
    throw houseError('server.unavailable', { part: 'VoiceRooms' }, { cause: error, retryAfter: 1 });
  }
}
