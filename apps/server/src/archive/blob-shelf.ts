import { buffer } from 'node:stream/consumers';
import type { BlobInfo, BlobStore } from '@aethex/core';
import type { Readable } from 'node:stream';
import type { ArchiveWriter } from './archive-writer.js';
import { names } from './format.js';
import { ahead } from './rules/ahead.js';

/** Blobs up to this size are read ahead, so many at a time. */
const small = 1024 * 1024;
const many = 8;

interface Taken {
  readonly info: BlobInfo;
  readonly bytes: Buffer | null;
}

/** The blobs of an archive that is being written. It remembers their keys: about 100 bytes of memory for each. */
export class BlobShelf {
  bytes = 0;
  private readonly keys = new Set<string>();

  constructor(
    private readonly blobs: BlobStore,
    private readonly writer: ArchiveWriter,
  ) {}

  get count(): number {
    return this.keys.size;
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  /** Adds every blob there is; what is removed meanwhile is left out. */
  async addAll(): Promise<void> {
    await this.addEach(this.blobs.list(''));
  }

  /** Adds blobs by their keys and returns those that the store does not have. */
  async addNamed(keys: Iterable<string>): Promise<string[]> {
    const wanted = [...keys];
    await this.addEach(wanted.map((key) => ({ key, size: 0 })));
    return wanted.filter((key) => !this.has(key));
  }

  private async addEach(
    of: AsyncIterable<Pick<BlobInfo, 'key' | 'size'>> | Pick<BlobInfo, 'key' | 'size'>[],
  ) {
    for await (const taken of ahead(of, many, ({ key, size }) => this.take(key, size)))
      if (taken && !this.has(taken.info.key)) await this.add(taken);
  }

  private async take(key: string, size: number): Promise<Taken | null> {
    // A large one is opened when its turn comes: many that wait could lose their connection.
    if (size > small) return { info: { key, size, type: null, modifiedAt: new Date(0) }, bytes: null };
    const blob = await this.blobs.get(key);
    if (!blob) return null;
    if (blob.info.size <= small) return { info: blob.info, bytes: await buffer(blob.body) };
    blob.body.destroy();
    return { info: blob.info, bytes: null };
  }

  private async add({ info, bytes }: Taken): Promise<void> {
    const name = names.blobs + info.key;
    if (bytes) await this.writer.add(name, bytes, info.type);
    else if (!(await this.addLarge(name, await this.blobs.get(info.key)))) return;
    this.keys.add(info.key);
    this.bytes += info.size;
  }

  private async addLarge(name: string, blob: { info: BlobInfo; body: Readable } | null): Promise<boolean> {
    if (!blob) return false;
    await this.writer.stream(name, { size: blob.info.size, type: blob.info.type, body: blob.body });
    return true;
  }
}
