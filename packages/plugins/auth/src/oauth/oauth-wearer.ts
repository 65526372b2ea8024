import { Db, KeyRing, type KeyWearer } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { inBatches } from '../rules/in-batches.js';
import { ExternalLink } from './external-identity.entity.js';
import { OauthFlow } from './oauth-flow.entity.js';
import { OauthSeals, type Sealed, type SealPurpose } from './oauth-seals.js';

type Wearing = Sealed & { readonly id: string };

interface Table {
  readonly name: string;
  readonly entity: new () => Wearing;
  readonly purpose: SealPurpose;
}

const tables: readonly Table[] = [
  { name: 'auth_oauth_flows', entity: OauthFlow, purpose: 'auth.oauthFlow' },
  { name: 'auth_external_identities', entity: ExternalLink, purpose: 'auth.providerTokens' },
];

/** Knows which keys close what sign-ins by providers keep, and closes it anew. */
@Injectable()
export class OauthWearer implements KeyWearer {
  constructor(
    private readonly db: Db,
    private readonly ring: KeyRing,
    private readonly seals: OauthSeals,
  ) {}

  async worn(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { name } of tables) {
      const sql = `SELECT "key_id", COUNT(*) AS "rows" FROM "${name}" WHERE "key_id" IS NOT NULL GROUP BY "key_id"`;
      const { rows } = await this.db.read((em) => em.run(sql));
      for (const row of rows) {
        const id = String(row['key_id']);
        counts.set(id, (counts.get(id) ?? 0) + Number(row['rows']));
      }
    }
    return counts;
  }

  async rewrap(keyId: string, limit: number): Promise<number> {
    const current = (await this.ring.list()).find((key) => key.use === 'sealing' && key.current);
    if (current?.id === keyId) return 0;
    let done = 0;
    for (const table of tables)
      done += await inBatches(limit - done, (take) => this.rewrapSome(table, keyId, take));
    return done;
  }

  private async rewrapSome({ entity, purpose }: Table, keyId: string, take: number): Promise<number> {
    const rows = await this.db.read((em) => em.find(entity, { where: { keyId }, take }));
    const anew = await Promise.all(
      rows.map(async ({ id, sealed }) => {
        const value = await this.seals.open(purpose, id, sealed);
        return { id, sealed: await this.seals.seal(purpose, id, value) };
      }),
    );
    return this.db.write(async (em) => {
      let done = 0;
      // What was changed or closed anew meanwhile is left as it is.
      for (const { id, sealed } of anew) done += await em.change(entity, { id, keyId }, sealed);
      return done;
    });
  }
}
