import type { Readable } from 'node:stream';
import { readFrames } from '../move/rules/frames.js';
import { damaged, readArchive, whole, type ArchiveEntry } from './archive-reader.js';
import { chunkOf, names, type Closing, type Manifest } from './format.js';
import { unpacked } from './rules/pack-rows.js';

/** Bytes that the rows of one entry may have: a row is never split. */
const mostRows = 1024 * 1024 * 1024;

/** Reads all of an archive and writes nothing. Fails with a `BootError` that says what is wrong with it. */
export async function verifyArchive(input: Readable): Promise<{ manifest: Manifest; closing: Closing }> {
  const found = new Found();
  const read = await readArchive(input, (entry, manifest) => found.see(entry, manifest));
  found.compare(read.closing, read.manifest);
  return read;
}

/** Counts what is there. */
class Found {
  private readonly rows = new Map<string, number>();
  private blobs = 0;
  private blobBytes = 0;
  private keys = 0;

  async see(entry: ArchiveEntry, manifest: Manifest): Promise<void> {
    if (entry.name.startsWith(names.keys)) this.keys += 1;
    if (entry.name.startsWith(names.blobs)) {
      this.blobs += 1;
      this.blobBytes += entry.size;
    }
    const chunk = chunkOf(entry.name);
    if (!chunk) return;
    const columns = columnsOf(manifest, chunk.table);
    const place = `${chunk.reading}/${chunk.table}`;
    for (const _ of readFrames(await rowsOf(entry, chunk.packed), columns))
      this.rows.set(place, (this.rows.get(place) ?? 0) + 1);
  }

  compare(closing: Closing, manifest: Manifest): void {
    const differs = manifest.tables.find(
      ({ name }) => closing.rows[name] !== (this.rows.get(`${closing.reading}/${name}`) ?? 0),
    );
    if (differs) throw damaged(`it lacks rows of "${differs.name}"`);
    if (closing.blobs !== this.blobs || closing.blob_bytes !== this.blobBytes)
      throw damaged('it lacks blobs');
    if (closing.keys !== this.keys) throw damaged('it lacks keys');
  }
}

/** How many columns a table of the archive has. */
export function columnsOf({ tables }: Manifest, name: string): number {
  const table = tables.find((one) => one.name === name);
  if (!table) throw damaged(`nothing is said of its table "${name}"`);
  return table.columns.length;
}

/** The frames of an entry with rows. */
export async function rowsOf({ body, size }: ArchiveEntry, packed: boolean): Promise<Buffer> {
  const bytes = await whole(body, size, mostRows);
  try {
    return packed ? await unpacked(bytes, mostRows) : bytes;
  } catch {
    throw damaged('a compressed part of it was changed');
  }
}
