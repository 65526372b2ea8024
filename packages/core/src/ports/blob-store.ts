import type { Readable } from 'node:stream';

export interface BlobInfo {
  readonly key: string;
  readonly size: number;
  readonly type: string | null;
  readonly modifiedAt: Date;
}

/** Bytes from `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/**
 * Keeps opaque bytes under keys. A key is 1 to 512 of `A-Za-z0-9._-` in `/`-separated parts that are neither
 * empty nor made of dots; any other is refused as `blobs.key_invalid`.
 */
export abstract class BlobStore {
  /** Stores the bytes durably, replacing what was there. Readers see the old bytes or the new, never a mixture. */
  abstract put(key: string, body: Uint8Array | Readable, about?: { type?: string }): Promise<BlobInfo>;
  /** Returns the bytes, or `null` when there are none. Never throws for absence. */
  abstract get(key: string, range?: ByteRange): Promise<{ info: BlobInfo; body: Readable } | null>;
  /** Returns what is known of the bytes, or `null` when there are none. */
  abstract stat(key: string): Promise<BlobInfo | null>;
  /** Removes the bytes. Removing what is not there is no error. */
  abstract delete(key: string): Promise<void>;
  /** Yields what starts with the prefix, in byte order of the keys. */
  abstract list(prefix: string): AsyncIterable<BlobInfo>;
  /** A URL the client may use directly for `seconds`, or `null` when bytes must pass through us. */
  abstract link(
    key: string,
    want: { verb: 'GET' | 'PUT'; seconds: number; maxBytes?: number },
  ): Promise<string | null>;
}
