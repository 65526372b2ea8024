import { Clock, type Identity, type Showing } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { News } from '../news/news.js';
import { OrgsConfig } from '../orgs.config.js';
import { RoleBook } from '../orgs/role-book.js';
import { hashOf } from '../rules/secret.js';
import type { Known } from '../tokens/known-tokens.js';
import { LookedUp } from '../tokens/looked-up.js';
import { UnknownGuard } from '../tokens/unknown-guard.js';
import { GameBook, subjectOf } from './game-book.js';
import { KeyBook } from './key-book.js';
import { KeyUses } from './key-uses.js';
import { BrowserWarnings } from './browser-warnings.js';

/** What a key without an end expires at. */
export const never = new Date(8.64e15);

/** Secret keys: a studio's own servers. */
@Injectable()
export class ServerKeys extends LookedUp {
  constructor(
    private readonly games: GameBook,
    private readonly keys: KeyBook,
    private readonly roles: RoleBook,
    private readonly uses: KeyUses,
    private readonly warnings: BrowserWarnings,
    news: News,
    guard: UnknownGuard,
    clock: Clock,
    config: OrgsConfig,
  ) {
    super({ sort: 'ask', news, guard, clock, most: config.knownKeys });
  }

  protected async find(token: string): Promise<Known | null> {
    const key = await this.keys.byHash(hashOf(token));
    const game = key && (await this.games.byGameId(key.gameId));
    if (!key || !game || key.sort !== 'secret') return null;
    const identity: Identity = {
      who: 'server',
      id: key.id,
      gameId: key.gameId,
      permissions: new Set(this.roles.known(key.scopes)),
      sessionId: key.id,
      expiresAt: key.expiresAt ?? never,
      keyId: key.id,
    };
    return { identity, subjects: [key.id, subjectOf(game.slug)] };
  }

  protected used(identity: Identity, showing: Showing): Identity | Promise<Identity> {
    if (showing.browserOrigin !== undefined) return this.warnings.refuse(identity, showing);
    this.uses.note(identity.id);
    return identity;
  }
}
