import { Clock, Db, defaultGame, Ids, partsOfGameId, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { News } from '../news/news.js';
import { KnownTokens } from '../tokens/known-tokens.js';
import { Game } from './game.entity.js';
import { KeyBook } from './key-book.js';

/** Games that are remembered, about a kilobyte each. */
const mostRemembered = 2000;

/** Finds games and makes them. */
@Injectable()
export class GameBook {
  private readonly known = new KnownTokens<{ game: Game; subjects: readonly string[] }>(mostRemembered);

  constructor(
    private readonly db: Db,
    private readonly keys: KeyBook,
    private readonly news: News,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {
    news.listen((subject) => this.known.forget(subject));
  }

  /** The game that a `game_id` belongs to, unless it was deleted; at most two seconds old. */
  async byGameId(gameId: string): Promise<Game | null> {
    const { slug } = partsOfGameId(gameId);
    const known = this.known.get(slug);
    if (known) return known.game;
    const { epoch } = this.news;
    const game = await this.db.pick(Game, { slug });
    if (!game || game.deletedAt) return null;
    if (epoch === this.news.epoch) this.known.add(slug, { game, subjects: [subjectOf(slug)] });
    return game;
  }

  /** Adds a game inside a write, with a public key for each environment; `null` when the slug is taken. */
  async add(
    em: Unit,
    about: Pick<Game, 'orgId' | 'slug' | 'name' | 'brand'>,
    createdBy: string | null,
  ): Promise<Game | null> {
    const now = this.clock.now();
    const game: Game = { ...about, id: this.ids.next(), createdAt: now, updatedAt: now, deletedAt: null };
    if (!(await em.add(Game, game))) return null;
    await this.keys.addFirst(em, game, createdBy);
    await this.changed(em, game);
    return game;
  }

  /** The game of the deployment, made when it is asked for the first time. */
  async first(em: Unit): Promise<Game> {
    const found = await em.pick(Game, { slug: defaultGame });
    if (found) return found;
    const about = { orgId: null, slug: defaultGame, name: 'Default', brand: {} };
    const added = await this.add(em, about, null);
    return added ?? this.first(em);
  }

  /** Tells inside a write that a game has changed. */
  async changed(em: Unit, { orgId, slug }: Pick<Game, 'orgId' | 'slug'>): Promise<void> {
    await this.news.tell(em, orgId, [subjectOf(slug)]);
  }
}

/** The word by which all nodes hear that a game has changed. */
export const subjectOf = (slug: string): string => `game:${slug}`;
