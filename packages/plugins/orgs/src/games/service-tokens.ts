import { Clock, Db, Ids, type Identity, type Showing, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { News } from '../news/news.js';
import { OrgsConfig } from '../orgs.config.js';
import { RoleBook } from '../orgs/role-book.js';
import { hashOf, newSecret } from '../rules/secret.js';
import type { Known } from '../tokens/known-tokens.js';
import { LookedUp } from '../tokens/looked-up.js';
import { UnknownGuard } from '../tokens/unknown-guard.js';
import { BrowserWarnings } from './browser-warnings.js';
import { GameBook, subjectOf } from './game-book.js';
import { GameKey } from './game-key.entity.js';
import { KeyBook } from './key-book.js';
import { ServiceToken } from './service-token.entity.js';

/** Short-lived tokens made out of secret keys. They end with their key, by whose id their sockets are known. */
@Injectable()
export class ServiceTokens extends LookedUp {
  constructor(
    private readonly db: Db,
    private readonly games: GameBook,
    private readonly keys: KeyBook,
    private readonly roles: RoleBook,
    private readonly warnings: BrowserWarnings,
    private readonly ids: Ids,
    private readonly clock: Clock,
    news: News,
    guard: UnknownGuard,
    config: OrgsConfig,
  ) {
    super({ sort: 'asv', news, guard, clock, most: config.knownKeys });
  }

  /** Makes one inside a write, good for so many seconds and no longer than its key. */
  async make(
    em: Unit,
    key: GameKey,
    { scopes, seconds }: { scopes: readonly string[]; seconds: number },
  ): Promise<{ token: string; expiresAt: Date }> {
    const token = newSecret('asv');
    const now = this.clock.now();
    const wanted = now.getTime() + seconds * 1000;
    const expiresAt = new Date(Math.min(wanted, key.expiresAt?.getTime() ?? wanted));
    const row = { id: this.ids.next(), keyId: key.id, gameId: key.gameId, hash: hashOf(token), scopes };
    await em.add(ServiceToken, { ...row, createdAt: now, expiresAt });
    return { token, expiresAt };
  }

  protected async find(token: string): Promise<Known | null> {
    const row = await this.db.pick(ServiceToken, { hash: hashOf(token) });
    if (!row || this.clock.now() >= row.expiresAt) return null;
    const key = await this.db.pick(GameKey, { id: row.keyId });
    const game = key && this.keys.isGood(key) && (await this.games.byGameId(row.gameId));
    if (!key || !game) return null;
    const identity: Identity = {
      who: 'server',
      id: row.id,
      gameId: row.gameId,
      permissions: new Set(this.roles.known(row.scopes)),
      sessionId: key.id,
      expiresAt: row.expiresAt,
      keyId: key.id,
    };
    return { identity, subjects: [key.id, subjectOf(game.slug)] };
  }

  protected used(identity: Identity, showing: Showing): Identity | Promise<Identity> {
    return showing.browserOrigin === undefined ? identity : this.warnings.refuse(identity, showing);
  }
}
