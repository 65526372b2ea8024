import { open, writeFile, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { cutRange, type BlobInfo, type ByteRange } from '@aethex/core';
import { AethexError } from '@aethex/protocol';
import { privateFile } from '../files/durable.js';
import { hasCode } from '../files/file-errors.js';
import { longestTrailer, readTrailer, writeTrailer } from './rules/blob-trailer.js';

/** Bytes read from the disk at a time. */
const chunk = 256 * 1024;

/** Writes a new file to its last byte on the disk, and says what is in it. */
export async function writeBlobFile(
  path: string,
  body: Uint8Array | Readable,
  type: string | undefined,
): Promise<Omit<BlobInfo, 'key'>> {
  const trailer = writeTrailer(type);
  const handle = await open(path, 'wx', privateFile);
  try {
    await writeFile(handle, body);
    await writeFile(handle, trailer);
    await handle.sync();
    const { size, mtime } = await handle.stat();
    return { size: size - trailer.length, type: type ?? null, modifiedAt: mtime };
  } finally {
    await handle.close();
  }
}

/** An open blob: it stays what it was when it was opened, whatever is put meanwhile. */
export class BlobFile {
  private constructor(
    private readonly handle: FileHandle,
    readonly info: BlobInfo,
  ) {}

  /** Opens a blob, or `null` when there is none. */
  static async open(path: string, key: string): Promise<BlobFile | null> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, 'r');
      return new BlobFile(handle, await readInfo(handle, key));
    } catch (error) {
      await handle?.close();
      if (hasCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  /** The bytes of the range; the file is closed when they end or are not wanted any more. */
  async read(range: ByteRange | undefined): Promise<Readable> {
    const { start, stop } = cutRange(range, this.info.size);
    if (start < stop) return this.handle.createReadStream({ start, end: stop - 1, highWaterMark: chunk });
    await this.close();
    return Readable.from([]);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

async function readInfo(handle: FileHandle, key: string): Promise<BlobInfo> {
  const { size, mtime } = await handle.stat();
  const tail = Buffer.alloc(Math.min(size, longestTrailer));
  const { bytesRead } = await handle.read(tail, 0, tail.length, size - tail.length);
  const trailer = bytesRead === tail.length ? readTrailer(tail) : null;
  if (!trailer) throw damaged(key);
  return { key, size: size - trailer.length, type: trailer.type, modifiedAt: mtime };
}

const damaged = (key: string): AethexError =>
  new AethexError(
    'internal',
    'blobs.damaged',
    `The file of blob "${key}" is cut short or was not written by this server. Restore it from a backup.`,
  );
