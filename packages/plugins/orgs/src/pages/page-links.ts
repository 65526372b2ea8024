import { PublicUrl } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { GameBook } from '../games/game-book.js';
import { KeyBook } from '../games/key-book.js';

interface LinkFacts {
  /** Whose look the page has and where one signs in on it. */
  readonly gameId: string;
  readonly language: string | null;
  /** It stands in the fragment, which reaches no server, log or Referer. */
  readonly token: string;
}

/** Writes links to our pages. */
@Injectable()
export class PageLinks {
  constructor(
    private readonly url: PublicUrl,
    private readonly games: GameBook,
    private readonly keys: KeyBook,
  ) {}

  async to(page: 'setup' | 'invite', { gameId, language, token }: LinkFacts): Promise<string> {
    const key = await this.keyOf(gameId);
    const query = new URLSearchParams({
      game: gameId,
      ...(key !== null && { key }),
      ...(language !== null && { lang: language }),
    });
    return `${this.url.base}/account/${page}?${query.toString()}#token=${token}`;
  }

  /** The public key by which somebody signs in to the game. */
  private async keyOf(gameId: string): Promise<string | null> {
    const game = await this.games.byGameId(gameId);
    const keys = game ? await this.keys.good(game.id) : [];
    return keys.find((key) => key.sort === 'public' && key.gameId === gameId)?.shown ?? null;
  }
}
