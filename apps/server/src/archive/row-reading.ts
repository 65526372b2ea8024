import { frameRow, type Row } from '../move/rules/frames.js';
import type { TableShape } from '../move/rules/table-shape.js';
import type { Snapshot } from '../move/snapshot.js';
import type { ArchiveWriter } from './archive-writer.js';
import { names } from './format.js';
import { packed } from './rules/pack-rows.js';

/** By convention a column of this name holds a key of the BlobStore, in whichever table it stands. */
const blobColumn = 'blob_key';
/** Bytes of rows in one entry; a row that is larger has an entry of its own. */
export const chunkBytes = 4 * 1024 * 1024;

/** Writes the tables of a snapshot, and gathers the blobs that their rows name. */
export class RowReading {
  readonly rows: Record<string, number> = {};
  /** Blobs that rows name and the archive does not have yet. */
  readonly wanted = new Set<string>();

  constructor(
    private readonly writer: ArchiveWriter,
    private readonly reading: number,
    private readonly hasBlob: (key: string) => boolean,
  ) {}

  async add(snapshot: Snapshot, table: TableShape): Promise<void> {
    const blobAt = table.columns.findIndex(({ name }) => name === blobColumn);
    const chunk = new Chunk((number, bytes) => this.write(table, number, bytes));
    let count = 0;
    for await (const { rows } of snapshot.pages(table)) {
      if (blobAt >= 0) this.want(rows, blobAt);
      for (const row of rows) await chunk.add(frameRow(row));
      count += rows.length;
    }
    await chunk.end();
    this.rows[table.name] = count;
  }

  private want(rows: readonly Row[], at: number): void {
    for (const row of rows) {
      const key = row[at]?.toString();
      if (key !== undefined && !this.hasBlob(key)) this.wanted.add(key);
    }
  }

  private async write({ name }: TableShape, number: number, bytes: Buffer): Promise<void> {
    const entry = names.chunk(this.reading, name, number);
    const less = await packed(bytes);
    await this.writer.add(less ? `${entry}.gz` : entry, less ?? bytes);
  }
}

/** Gathers frames until they fill an entry. */
class Chunk {
  private frames: Buffer[] = [];
  private bytes = 0;
  private number = 0;

  constructor(private readonly write: (number: number, bytes: Buffer) => Promise<void>) {}

  async add(frame: Buffer): Promise<void> {
    if (this.bytes > 0 && this.bytes + frame.length > chunkBytes) await this.end();
    this.frames.push(frame);
    this.bytes += frame.length;
  }

  async end(): Promise<void> {
    if (this.bytes === 0) return;
    this.number += 1;
    const bytes = Buffer.concat(this.frames.splice(0), this.bytes);
    this.bytes = 0;
    await this.write(this.number, bytes);
  }
}
