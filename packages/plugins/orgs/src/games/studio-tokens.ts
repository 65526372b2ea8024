import { Authenticator, Clock, Db, Ids, type Ended, type Identity, type Unit } from '@aethex/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { News } from '../news/news.js';
import { OrgsConfig } from '../orgs.config.js';
import { Standings } from '../orgs/standings.js';
import { hashOf, newSecret } from '../rules/secret.js';
import type { Known } from '../tokens/known-tokens.js';
import { LookedUp } from '../tokens/looked-up.js';
import { UnknownGuard } from '../tokens/unknown-guard.js';
import { GameBook, subjectOf } from './game-book.js';
import { StudioToken } from './studio-token.entity.js';

/**
 * What members hold who have entered a game. What they may do is their role's at each look; they end with the session
 * they were made in.
 */
@Injectable()
export class StudioTokens extends LookedUp implements OnModuleInit {
  constructor(
    private readonly db: Db,
    private readonly games: GameBook,
    private readonly standings: Standings,
    private readonly news: News,
    private readonly sessions: Authenticator,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
    guard: UnknownGuard,
  ) {
    super({ sort: 'ast', news, guard, clock, most: config.knownKeys });
  }

  onModuleInit(): void {
    this.sessions.onEnded((ended) => void this.endWith(ended));
  }

  /** Makes one inside a write. */
  async make(
    em: Unit,
    about: Pick<StudioToken, 'orgId' | 'gameId' | 'playerId' | 'sessionId'>,
  ): Promise<{ token: string; expiresAt: Date }> {
    const token = newSecret('ast');
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + this.config.studioTokenLife * 1000);
    await em.add(StudioToken, { ...about, id: this.ids.next(), hash: hashOf(token), createdAt, expiresAt });
    return { token, expiresAt };
  }

  protected async find(token: string): Promise<Known | null> {
    const row = await this.db.pick(StudioToken, { hash: hashOf(token) });
    if (!row || this.clock.now() >= row.expiresAt) return null;
    const { orgId, playerId, gameId, id, expiresAt } = row;
    const standing = await this.standings.find(playerId, orgId);
    const game = await this.games.byGameId(gameId);
    if (!standing || game?.orgId !== orgId) return null;
    const { permissions } = standing;
    const identity: Identity = { who: 'admin', id: playerId, gameId, permissions, sessionId: id, expiresAt };
    return { identity, subjects: [id, standing.member.id, `org:${orgId}`, subjectOf(game.slug)] };
  }

  protected used(identity: Identity): Identity {
    return identity;
  }

  /** What was entered by a session goes with it. */
  private async endWith({ sessionId, playerId }: Ended): Promise<void> {
    const where = sessionId === undefined ? { playerId } : { sessionId };
    if (where.playerId === undefined && sessionId === undefined) return;
    const tokens = await this.db.read((em) => em.findBy(StudioToken, where));
    if (tokens.length === 0) return;
    await this.db.write(async (em) => {
      for (const { id } of tokens) await em.drop(StudioToken, { id });
      const [first] = tokens;
      await this.news.tell(
        em,
        first?.orgId ?? null,
        tokens.map(({ id }) => id),
      );
    });
  }
}
