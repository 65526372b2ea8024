import { Clock, Games, partsOfGameId, type GameFacts, type ShownGameKey, type Showing } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { News } from '../news/news.js';
import { OrgsConfig } from '../orgs.config.js';
import { hashOf, isSecret } from '../rules/secret.js';
import { KnownTokens } from '../tokens/known-tokens.js';
import { UnknownGuard } from '../tokens/unknown-guard.js';
import { GameBook, subjectOf } from './game-book.js';
import { KeyBook } from './key-book.js';
import { KeyUses } from './key-uses.js';

interface KnownKey {
  readonly game: ShownGameKey;
  readonly expiresAt: Date | null;
  readonly subjects: readonly string[];
}

/** Knows the games of the deployment, and which one a public key belongs to. */
@Injectable()
export class KnownGames extends Games {
  private readonly known: KnownTokens<KnownKey>;

  constructor(
    private readonly games: GameBook,
    private readonly keys: KeyBook,
    private readonly uses: KeyUses,
    private readonly guard: UnknownGuard,
    private readonly news: News,
    private readonly clock: Clock,
    config: OrgsConfig,
  ) {
    super();
    this.known = new KnownTokens(config.knownKeys);
    news.listen((subject) => this.known.forget(subject));
  }

  byKey(key: string, { address }: Showing = {}): ShownGameKey | null | Promise<ShownGameKey | null> {
    const known = this.known.get(key);
    if (!known) return this.lookUp(key, address);
    if (known.expiresAt !== null && this.clock.now() >= known.expiresAt) return null;
    this.uses.note(known.game.keyId);
    return known.game;
  }

  async find(gameId: string): Promise<GameFacts | null> {
    const game = await this.games.byGameId(gameId);
    const { environment } = partsOfGameId(gameId);
    return game && { gameId, environment, name: game.name, brand: { name: game.name, ...game.brand } };
  }

  private async lookUp(key: string, address: string | undefined): Promise<ShownGameKey | null> {
    if (!isSecret('agk', key)) return null;
    this.guard.admit(address);
    const { epoch } = this.news;
    const row = await this.keys.byHash(hashOf(key));
    const game = row && (await this.games.byGameId(row.gameId));
    if (!row || !game || row.sort !== 'public') {
      await this.guard.count(address);
      return null;
    }
    const shown = { keyId: row.id, gameId: row.gameId };
    const known = { game: shown, expiresAt: row.expiresAt, subjects: [row.id, subjectOf(game.slug)] };
    if (epoch === this.news.epoch) this.known.add(key, known);
    this.uses.note(row.id);
    return shown;
  }
}
