import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  adapter,
  BlobStore,
  checkBlobKey,
  checkBlobType,
  checkRange,
  Clock,
  cutRange,
  type Adapter,
  type BlobInfo,
  type ByteRange,
} from '@aethex/core';
import { inByteOrder } from './walk-keys.js';

interface Kept {
  readonly info: BlobInfo;
  readonly bytes: Buffer;
}

/** Blobs in memory, for tests: they go with the process. */
export class MemoryBlobs extends BlobStore {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {
    super();
  }

  async put(key: string, body: Uint8Array | Readable, about: { type?: string } = {}): Promise<BlobInfo> {
    checkBlobKey(key);
    checkBlobType(about.type);
    const bytes = body instanceof Readable ? await buffer(body) : Buffer.from(body);
    const info = { key, size: bytes.length, type: about.type ?? null, modifiedAt: this.clock.now() };
    this.kept.set(key, { info, bytes });
    return info;
  }

  async get(key: string, range?: ByteRange): Promise<{ info: BlobInfo; body: Readable } | null> {
    checkBlobKey(key);
    checkRange(range);
    const found = this.kept.get(key);
    if (!found) return null;
    const { start, stop } = cutRange(range, found.bytes.length);
    const bytes = Buffer.from(found.bytes.subarray(start, stop));
    return { info: found.info, body: Readable.from(bytes.length > 0 ? [bytes] : []) };
  }

  async stat(key: string): Promise<BlobInfo | null> {
    checkBlobKey(key);
    return this.kept.get(key)?.info ?? null;
  }

  async delete(key: string): Promise<void> {
    checkBlobKey(key);
    this.kept.delete(key);
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    const keys = [...this.kept.keys()].filter((key) => key.startsWith(prefix)).toSorted(inByteOrder);
    for (const key of keys) {
      const found = this.kept.get(key);
      if (found) yield found.info;
    }
  }

  async link(key: string): Promise<null> {
    checkBlobKey(key);
    return null;
  }
}

/** Blobs in the memory of this process. */
export const memoryBlobs = (): Adapter<BlobStore> =>
  adapter<BlobStore>({
    port: BlobStore,
    name: 'memory',
    reach: 'process',
    needs: [Clock],
    timeoutMs: 0,
    create: ({ get }) => new MemoryBlobs(get(Clock)),
  });
