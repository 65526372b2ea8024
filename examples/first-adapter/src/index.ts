import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { adapter, BlobStore, checkBlobKey, checkBlobType, checkRange, Clock, cutRange, Db, Ids } from '@aethex/core';
import { Bytes, Id, Int, migration, Text, Time, type Adapter, type BlobInfo, type ByteRange } from '@aethex/core';
import { AethexError } from '@aethex/protocol';
import { Entity } from 'typeorm';

@Entity('table_blobs')
class Blob {
  @Id() id: string; @Text(512) path: string; @Text(255, { optional: true }) type: string | null;
  @Int() size: number; @Time() modifiedAt: Date; @Bytes() bytes: Buffer;
}

const create = migration('202603010900-create-blobs', {
  up: (schema) => schema.create('table_blobs', (t) =>
    t.id().text('path', 512).text('type', 255, { optional: true }).int('size').time('modified_at').bytes('bytes').unique('path')),
  down: (schema) => schema.drop('table_blobs'),
});

/** Blobs as rows of the server's database: one thing to run and to back up, for blobs of a few MiB. */
class TableBlobs extends BlobStore {
  constructor(private readonly db: Db, private readonly clock: Clock, private readonly ids: Ids, private readonly maxBytes: number) {
    super();
  }

  async put(path: string, body: Uint8Array | Readable, { type }: { type?: string } = {}): Promise<BlobInfo> {
    checkBlobKey(path);
    checkBlobType(type);
    const bytes = body instanceof Readable ? await this.gather(body) : Buffer.from(body);
    if (bytes.length > this.maxBytes) throw tooLarge(this.maxBytes);
    const row = { path, type: type ?? null, size: bytes.length, modifiedAt: this.clock.now(), bytes };
    await this.db.write(async (em) => {
      if ((await em.change(Blob, { path }, row)) > 0) return;
      if (!(await em.add(Blob, { id: this.ids.next(), ...row }))) await em.change(Blob, { path }, row); // Another node was quicker.
    });
    return { key: path, size: row.size, type: row.type, modifiedAt: row.modifiedAt };
  }

  async get(path: string, range?: ByteRange): Promise<{ info: BlobInfo; body: Readable } | null> {
    checkBlobKey(path);
    checkRange(range);
    const found = await this.db.pick(Blob, { path });
    if (!found) return null;
    const { bytes, size, type, modifiedAt } = found;
    const { start, stop } = cutRange(range, size);
    return { info: { key: path, size, type, modifiedAt }, body: Readable.from(stop > start ? [bytes.subarray(start, stop)] : []) };
  }

  async stat(path: string): Promise<BlobInfo | null> {
    checkBlobKey(path);
    return (await this.look('path = $1', path))[0] ?? null;
  }

  async delete(path: string): Promise<void> {
    checkBlobKey(path);
    await this.db.write((em) => em.drop(Blob, { path }));
  }

  async *list(prefix: string): AsyncIterable<BlobInfo> {
    if (!/^[\w./-]*$/.test(prefix)) return;
    // Postgres sorts by language unless it is told to go by bytes. No key has a letter as high as DEL.
    const path = this.db.dialect === 'postgres' ? 'path COLLATE "C"' : 'path';
    for (let after = '', page: BlobInfo[] = []; ; after = page.at(-1)?.key ?? '') {
      page = await this.look(`${path} >= $1 AND ${path} < $2 AND ${path} > $3 ORDER BY ${path} LIMIT 500`, prefix, `${prefix}\x7f`, after);
      if (page.length === 0) return;
      yield* page;
    }
  }

  async link(path: string): Promise<null> {
    checkBlobKey(path);
    return null;
  }

  /** Everything but the bytes of some rows. */
  private async look(where: string, ...values: string[]): Promise<BlobInfo[]> {
    const { rows } = await this.db.read((em) => em.run(`SELECT path, type, size, modified_at FROM table_blobs WHERE ${where}`, values));
    return rows.map(({ path, type, size, modified_at }) => (
      { key: String(path), size: Number(size), type: type as string | null, modifiedAt: new Date(Number(modified_at)) }));
  }

  private async gather(body: Readable): Promise<Buffer> {
    let left = this.maxBytes;
    return buffer(body.map((chunk: Uint8Array) => {
      left -= chunk.length;
      if (left < 0) throw tooLarge(this.maxBytes);
      return chunk;
    }));
  }
}

const tooLarge = (max: number) => new AethexError('too_large', 'blobs.too_large', 'These bytes are too many for a row.', { max });

/** Blobs in a table of the server's database, which reach as far as it does. */
export const tableBlobs = ({ maxBytes = 16 * 1024 * 1024 } = {}): Adapter<BlobStore> =>
  adapter<BlobStore>({
    port: BlobStore, name: 'table', reach: 'cluster', needs: [Db, Clock, Ids], about: { maxBytes },
    entities: [Blob], tables: { owner: 'table', migrations: [create] },
    create: ({ get }) => new TableBlobs(get(Db), get(Clock), get(Ids), maxBytes),
  });
