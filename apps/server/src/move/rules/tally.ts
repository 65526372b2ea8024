import { createHash } from 'node:crypto';
import { frameRow, type Row } from './frames.js';

/** Counts rows and hashes them in the order in which they come. */
export class Tally {
  rows = 0;
  private readonly hash = createHash('sha256');

  add(rows: Iterable<Row>): void {
    for (const row of rows) {
      this.hash.update(frameRow(row));
      this.rows += 1;
    }
  }

  /** What two sides that are alike have in common. It can be asked for once. */
  result(): string {
    return `${this.rows} rows, SHA-256 ${this.hash.digest('hex')}`;
  }
}
