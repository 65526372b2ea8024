import { BlobStore, Clock, Db, Logger, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { blobRoot, idOfBlob } from '../rules/blob-path.js';
import { isSaveId } from '../rules/slot-name.js';

/** Milliseconds after which a blob without a row has no writer any more. */
const hour = 60 * 60 * 1000;
const batch = 100;

/** Removes blobs whose row was never committed, or is gone. A blob that a row refers to is never touched. */
@Injectable()
export class CollectOrphans implements Worker {
  constructor(
    private readonly db: Db,
    private readonly blobs: BlobStore,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    const begun = this.clock.now().getTime();
    let keys: string[] = [];
    let removed = 0;
    for await (const { key, modifiedAt } of this.blobs.list(blobRoot)) {
      if (begun - modifiedAt.getTime() < hour || !isSaveId(idOfBlob(key))) continue;
      keys.push(key);
      if (keys.length < batch) continue;
      removed += await this.collect(keys);
      keys = [];
    }
    removed += await this.collect(keys);
    if (removed > 0) this.log.info({ removed }, 'removed blobs of saves that were never committed');
  }

  private async collect(keys: readonly string[]): Promise<number> {
    if (keys.length === 0) return 0;
    const used = await this.used(keys);
    const orphans = keys.filter((key) => !used.has(key));
    for (const key of orphans) await this.blobs.delete(key);
    return orphans.length;
  }

  private async used(keys: readonly string[]): Promise<Set<string>> {
    const places = keys.map((_, index) => `$${index + 1}`).join(', ');
    const of = (table: string): string => `SELECT "blob_key" FROM "${table}" WHERE "id" IN (${places})`;
    const sql = `${of('saves_revisions')} UNION ALL ${of('saves_conflicts')}`;
    const { rows } = await this.db.read((em) => em.run(sql, keys.map(idOfBlob)));
    return new Set(rows.map((row) => String(row['blob_key'])));
  }
}
