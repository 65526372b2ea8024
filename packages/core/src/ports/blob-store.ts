import type { Readable } from 'node:stream';

export interface BlobInfo {
  readonly key: string;
  readonly size: number;
  readonly type: string | null;
  readonly modifiedAt: Date;
}

/**
 * Bytes from `start` to `end`, both included, counted from 0; what lies past the end is left out. A range that runs
 * backwards or has no whole numbers is refused as `blobs.range_invalid`.
 */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/**
 * Keeps opaque bytes under keys. A key has up to 512 characters in `/`-separated parts, each 1 to 128 of
 * `A-Za-z0-9._-` and not made of dots alone; any other is refused as `blobs.key_invalid`. Whether the key of one
 * blob begins like that of another means nothing.
 */
export abstract class BlobStore {
  /**
   * Stores the bytes durably, replacing what was there. Readers see the old bytes or the new, never a mixture; a body
   * that breaks off changes nothing. A type that is not 1 to 255 visible ASCII characters is refused as
   * `blobs.type_invalid`.
   */
  abstract put(key: string, body: Uint8Array | Readable, about?: { type?: string }): Promise<BlobInfo>;
  /** Returns the bytes, or `null` when there are none. Never throws for absence. */
  abstract get(key: string, range?: ByteRange): Promise<{ info: BlobInfo; body: Readable } | null>;
  /** Returns what is known of the bytes, or `null` when there are none. */
  abstract stat(key: string): Promise<BlobInfo | null>;
  /** Removes the bytes. Removing what is not there is no error. */
  abstract delete(key: string): Promise<void>;
  /** Yields what starts with the prefix, in byte order of the keys. A prefix that no key can have yields nothing. */
  abstract list(prefix: string): AsyncIterable<BlobInfo>;
  /** A URL the client may use directly for `seconds`, or `null` when bytes must pass through us. */
  abstract link(
    key: string,
    want: { verb: 'GET' | 'PUT'; seconds: number; maxBytes?: number },
  ): Promise<string | null>;
}
