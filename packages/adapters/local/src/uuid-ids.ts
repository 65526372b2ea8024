import { adapter, Ids, type Adapter } from '@aethex/core';
import { v7 } from 'uuid';

/** UUIDv7 (RFC 9562). The library counts on within a millisecond and when the clock goes back. */
export class UuidIds extends Ids {
  next(): string {
    return v7();
  }
}

/** UUIDv7 from the host's clock and random bits, unique on all nodes. */
export const uuidIds = (): Adapter<Ids> =>
  adapter<Ids>({ port: Ids, name: 'uuid', reach: 'cluster', create: () => new UuidIds() });
