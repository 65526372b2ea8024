import { adapter, Ids, type Adapter } from '@aethex/core';

/** Ids that count: valid UUIDv7s, the same in every run. */
export class SeqIds extends Ids {
  /** Binds these very ids. */
  readonly adapter: Adapter<Ids> = adapter<Ids>({
    port: Ids,
    name: 'sequence',
    reach: 'process',
    create: () => this,
  });
  private last = 0;

  /** `00000000-0000-7000-8000-000000000001` and so on. */
  next(): string {
    this.last += 1;
    return `00000000-0000-7000-8000-${this.last.toString(16).padStart(12, '0')}`;
  }
}

/** Ids that count from 1. */
export const seqIds = (): SeqIds => new SeqIds();
