import {
  Clock,
  Db,
  defaultGame,
  environments,
  gameIdOf,
  type Caller,
  type Serves,
  type Unit,
} from '@aethex/core';
import { games, houseError, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { In as OneOf, IsNull } from 'typeorm';
import { GameAccess } from './games/game-access.js';
import { GameBook } from './games/game-book.js';
import { GameKey } from './games/game-key.entity.js';
import { Game } from './games/game.entity.js';
import { KeyBook } from './games/key-book.js';
import { brandOf, shownGame } from './games/shown.js';
import { StudioToken } from './games/studio-token.entity.js';
import { StudioTokens } from './games/studio-tokens.js';
import { News } from './news/news.js';
import { OrgsConfig } from './orgs.config.js';

type Served = Pick<
  Serves<typeof games>,
  'create' | 'list' | 'get' | 'update' | 'delete' | 'restore' | 'enter'
>;

/** The games of studios. */
@Injectable()
export class GamesService implements Served {
  constructor(
    private readonly db: Db,
    private readonly access: GameAccess,
    private readonly book: GameBook,
    private readonly keys: KeyBook,
    private readonly tokens: StudioTokens,
    private readonly news: News,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  async create({ org_id, game, name, brand }: In<typeof games, 'create'>, caller: Caller) {
    await this.access.org(caller, org_id, 'orgs.games');
    if (game === defaultGame) throw games.error('create', 'slug_taken');
    const about = { orgId: org_id, slug: game, name, brand: brandOf(brand) };
    const added = await this.db.write(async (em) => {
      await this.access.lockedOrg(em, caller, org_id, 'orgs.games');
      await this.refuseSurplus(em, org_id);
      return this.book.add(em, about, caller.id);
    });
    if (!added) throw games.error('create', 'slug_taken');
    return this.shown(added);
  }

  async list({ org_id }: In<typeof games, 'list'>, caller: Caller) {
    await this.access.org(caller, org_id);
    const found = await this.db.read((em) =>
      em.find(Game, { where: { orgId: org_id, deletedAt: IsNull() }, order: { slug: 'ASC' } }),
    );
    return { games: await Promise.all(found.map((game) => this.shown(game))) };
  }

  async get(at: In<typeof games, 'get'>, caller: Caller) {
    return this.shown((await this.access.game(caller, at)).game);
  }

  async update({ name, brand, ...at }: In<typeof games, 'update'>, caller: Caller) {
    await this.access.game(caller, at, 'orgs.games');
    const changes: Partial<Game> = {
      ...(name !== undefined && { name }),
      ...(brand !== undefined && { brand: brandOf(brand) }),
      updatedAt: this.clock.now(),
    };
    const changed = await this.db.write(async (em) => {
      const { game } = await this.access.locked(em, caller, at, 'orgs.games');
      await em.change(Game, { id: game.id }, changes);
      await this.book.changed(em, game);
      return { ...game, ...changes };
    });
    return this.shown(changed);
  }

  async delete(at: In<typeof games, 'delete'>, caller: Caller) {
    await this.demandBoth(caller, at);
    if (at.game === defaultGame) throw games.error('delete', 'default_stays');
    await this.db.write(async (em) => {
      const { game } = await this.access.locked(em, caller, at, 'orgs.delete');
      const now = this.clock.now();
      await em.change(Game, { id: game.id }, { deletedAt: now, updatedAt: now });
      await this.endAll(em, game);
    });
    return null;
  }

  async restore(at: In<typeof games, 'restore'>, caller: Caller) {
    const { permissions } = await this.access.org(caller, at.org_id, 'orgs.games');
    if (!permissions.has('orgs.delete')) throw houseError('request.forbidden', { needs: 'orgs.delete' });
    const restored = await this.db.write(async (em) => {
      await this.access.lockedOrg(em, caller, at.org_id, 'orgs.delete');
      const game = await this.access.deleted(at);
      const changes = { deletedAt: null, updatedAt: this.clock.now() };
      await em.change(Game, { id: game.id }, changes);
      await this.book.changed(em, game);
      return { ...game, ...changes };
    });
    return this.shown(restored);
  }

  async enter({ environment, ...at }: In<typeof games, 'enter'>, caller: Caller) {
    const { standing, game } = await this.access.game(caller, at);
    const gameId = gameIdOf(game.slug, environment);
    const about = { orgId: at.org_id, gameId, playerId: caller.id, sessionId: caller.sessionId };
    const { token, expiresAt } = await this.db.write((em) => this.tokens.make(em, about));
    const permissions = [...standing.permissions];
    return { token, game_id: gameId, permissions, expires_at: expiresAt.toISOString() };
  }

  /** A game that goes takes with it what the whole organization has built on it. */
  private async demandBoth(caller: Caller, at: In<typeof games, 'delete'>): Promise<void> {
    const { standing } = await this.access.game(caller, at, 'orgs.games');
    if (!standing.permissions.has('orgs.delete'))
      throw houseError('request.forbidden', { needs: 'orgs.delete' });
  }

  /** Tells inside a write that nothing opens a game any more, and closes the sockets of its keys and tokens. */
  private async endAll(em: Unit, game: Game): Promise<void> {
    await this.book.changed(em, game);
    const keys = await em.findBy(GameKey, { gameRowId: game.id });
    const gameIds = environments.map((environment) => gameIdOf(game.slug, environment));
    const tokens = await em.findBy(StudioToken, { gameId: OneOf(gameIds) });
    await this.news.tell(
      em,
      game.orgId,
      [...keys, ...tokens].map(({ id }) => id),
    );
  }

  private async refuseSurplus(em: Unit, orgId: string): Promise<void> {
    const most = this.config.maxGames;
    if ((await em.countBy(Game, { orgId, deletedAt: IsNull() })) >= most)
      throw games.error('create', 'too_many', { most });
  }

  private async shown(game: Game) {
    return shownGame(game, await this.keys.good(game.id));
  }
}
