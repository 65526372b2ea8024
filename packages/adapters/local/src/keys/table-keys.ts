import { resolve } from 'node:path';
import { adapter, Clock, Db, Ids, KeyRing, type Adapter } from '@aethex/core';
import { z } from 'zod';
import { RingKeyRow } from './entities/ring-key.entity.js';
import { KeyFolder } from './key-folder.js';
import { KeyTable } from './key-table.js';
import { keysMigrations } from './migrations/index.js';
import { SecretSeal } from './secret-seal.js';
import { closes, StoredKeys } from './stored-keys.js';

const Secret = z.string().min(32, 'a secret has at least 32 characters');

const TableKeysOptions = z.strictObject({
  /** What closes the keys in the table, the same on every node. Whoever has it and the database can open everything. */
  secret: Secret,
  /** The secret until now, while it is being changed: what it closed is closed anew. */
  previousSecret: Secret.optional(),
  /** A folder of `fileKeys` whose keys are taken over where the table has none. Its files stay as they are. */
  adopt: z.string().min(1).optional(),
});

export type TableKeysOptions = z.input<typeof TableKeysOptions>;

/** Keys in the database, closed by a secret that the nodes share: for more than one host. */
export function tableKeys(options: TableKeysOptions): Adapter<KeyRing> {
  const { secret, previousSecret, adopt } = TableKeysOptions.parse(options);
  return adapter<KeyRing>({
    port: KeyRing,
    name: 'table',
    // As far as its database: core shortens it to that.
    reach: 'cluster',
    needs: [Db, Clock, Ids],
    entities: [RingKeyRow],
    tables: { owner: 'keys', migrations: keysMigrations },
    create: async ({ get }) => {
      const db = get(Db);
      const before = previousSecret === undefined ? null : new SecretSeal(previousSecret);
      const table = new KeyTable({ db, ids: get(Ids), seal: new SecretSeal(secret), before });
      const keys = new StoredKeys(table, get(Clock));
      // Commands that only look open databases whose tables are still to come.
      if (!(await hasTable(db))) return keys;
      if (adopt !== undefined) await table.adopt(await new KeyFolder(resolve(adopt)).texts());
      await keys.load();
      return keys;
    },
    check: async (keys) => [
      { what: 'The keys in the database close and open', ok: await closes(keys), fix: 'Restore a backup.' },
    ],
  });
}

async function hasTable(db: Db): Promise<boolean> {
  const runner = db.source.createQueryRunner();
  try {
    return await runner.hasTable('keys_ring');
  } finally {
    await runner.release();
  }
}
