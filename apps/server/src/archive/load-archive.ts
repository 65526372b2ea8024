import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { BootError, type BlobStore } from '@aethex/core';
import { Lane } from '../move/rules/lane.js';
import { readFrames, type Row } from '../move/rules/frames.js';
import type { ColumnShape, TableShape } from '../move/rules/table-shape.js';
import { Tally } from '../move/rules/tally.js';
import type { RowTarget } from '../move/row-target.js';
import { readArchive, whole, type ArchiveEntry } from './archive-reader.js';
import { chunkOf, names } from './format.js';
import { rowsOf } from './verify-archive.js';

/** Blobs up to this size are put beside each other, so many at a time. */
const small = 1024 * 1024;
const many = 8;

/** A table of the target, with its columns in the order in which the archive has them. */
export interface LoadedTable {
  readonly shape: TableShape;
  readonly tally: Tally;
}

/** Puts what is in an archive into its places, as it comes. */
export class ArchiveLoad {
  readonly keys = new Map<string, Buffer>();
  private readonly lane = new Lane(many);

  constructor(
    private readonly reading: number,
    private readonly tables: ReadonlyMap<string, LoadedTable>,
    private readonly to: { rows: RowTarget; blobs: BlobStore },
  ) {}

  async run(input: Readable): Promise<void> {
    try {
      await readArchive(input, (entry) => this.take(entry));
    } finally {
      await this.lane.end();
    }
  }

  private async take(entry: ArchiveEntry): Promise<void> {
    if (entry.name.startsWith(names.keys))
      this.keys.set(entry.name.slice(names.keys.length), await whole(entry.body, entry.size));
    else if (entry.name.startsWith(names.blobs)) await this.putBlob(entry);
    else await this.putRows(entry);
  }

  private async putBlob({ name, size, type, body }: ArchiveEntry): Promise<void> {
    const key = name.slice(names.blobs.length);
    const about = type === null ? {} : { type };
    if (size > small) return void (await this.to.blobs.put(key, body, about));
    const bytes = await buffer(body);
    await this.lane.add(() => this.to.blobs.put(key, bytes, about));
  }

  private async putRows(entry: ArchiveEntry): Promise<void> {
    const chunk = chunkOf(entry.name);
    const table = chunk?.reading === this.reading ? this.tables.get(chunk.table) : undefined;
    if (!chunk || !table) return;
    const rows: Row[] = [...readFrames(await rowsOf(entry, chunk.packed), table.shape.columns.length)];
    table.tally.add(rows);
    await this.to.rows.add(table.shape, rows);
  }
}

/** The tables of the target for those of an archive. Fails when their columns are not the same. */
export function matched(
  from: readonly TableShape[],
  to: readonly TableShape[],
): ReadonlyMap<string, LoadedTable> {
  return new Map(
    from.map((table) => {
      const target = to.find(({ name }) => name === table.name);
      if (target?.columns.length !== table.columns.length) throw otherTable(table.name);
      const columns = table.columns.map(({ name }) => columnOf(target, name));
      return [table.name, { shape: { ...target, columns }, tally: new Tally() }];
    }),
  );
}

function columnOf({ name: table, columns }: TableShape, name: string): ColumnShape {
  const column = columns.find((one) => one.name === name);
  if (!column) throw otherTable(table);
  return column;
}

const otherTable = (name: string): BootError =>
  new BootError(
    `The table "${name}" has other columns here than there.`,
    'Use the version of the program and of its plugins that both sides were made with.',
  );
