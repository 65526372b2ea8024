import { Db, KeyRing, type KeyWearer } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { inBatches } from '../rules/in-batches.js';
import { FactorKeys } from './factor-keys.js';
import { Totp } from './totp.entity.js';

/** Knows which keys close the secrets of authenticator apps, and closes them anew. */
@Injectable()
export class FactorWearer implements KeyWearer {
  constructor(
    private readonly db: Db,
    private readonly ring: KeyRing,
    private readonly keys: FactorKeys,
  ) {}

  async worn(): Promise<ReadonlyMap<string, number>> {
    const sql = 'SELECT "key_id", COUNT(*) AS "rows" FROM "auth_totp" GROUP BY "key_id"';
    const { rows } = await this.db.read((em) => em.run(sql));
    return new Map(rows.map((row) => [String(row['key_id']), Number(row['rows'])]));
  }

  async rewrap(keyId: string, limit: number): Promise<number> {
    const current = (await this.ring.list()).find((key) => key.use === 'sealing' && key.current);
    if (current?.id === keyId) return 0;
    return inBatches(limit, (take) => this.rewrapSome(keyId, take));
  }

  private async rewrapSome(keyId: string, take: number): Promise<number> {
    const rows = await this.db.read((em) => em.find(Totp, { where: { keyId }, take }));
    const anew = await Promise.all(
      rows.map(async (row) => ({ id: row.id, sealed: await this.keys.seal(row, await this.keys.open(row)) })),
    );
    return this.db.write(async (em) => {
      let done = 0;
      for (const { id, sealed } of anew) done += await em.change(Totp, { id, keyId }, sealed);
      return done;
    });
  }
}
