import type { BlobStore } from '@aethex/core';
import { houseError, isAethexError } from '@aethex/protocol';

/** A blob's bytes, or `null` when it is gone, cut short, or longer than it can be. */
export async function readBlob(blobs: BlobStore, key: string, longest: number): Promise<Buffer | null> {
  try {
    const blob = await blobs.get(key);
    if (blob && blob.info.size <= longest) return await collect(blob.body);
    blob?.body.destroy();
    return null;
  } catch (error) {
    if (!isAethexError(error))
      throw houseError('server.unavailable', { part: 'BlobStore' }, { cause: error, retryAfter: 1 });
    if (error.code === 'blobs.damaged') return null;
    throw error;
  }
}

async function collect(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
