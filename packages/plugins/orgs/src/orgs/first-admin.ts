import { Clock, Db, defaultGame, Ids } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { GameBook } from '../games/game-book.js';
import { KeyBook } from '../games/key-book.js';
import { OrgsConfig } from '../orgs.config.js';
import { PageLinks } from '../pages/page-links.js';
import { hashOf, newSecret } from '../rules/secret.js';
import { Admin } from './admin.entity.js';
import { SetupLink } from './setup-link.entity.js';

/** For whoever sits at the server itself: the way to the first admin, and to the key of the first game. */
@Injectable()
export class FirstAdmin {
  constructor(
    private readonly db: Db,
    private readonly games: GameBook,
    private readonly keys: KeyBook,
    private readonly links: PageLinks,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  /** Whether nobody runs the installation yet. */
  async isMissing(): Promise<boolean> {
    return (await this.db.read((em) => em.count(Admin))) === 0;
  }

  /** Makes a link by which one account becomes an admin of the installation, once and within an hour. */
  async invite(): Promise<{ url: string; expiresAt: Date }> {
    const token = newSecret('aad');
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + this.config.setupLife * 1000);
    const row = { id: this.ids.next(), gameId: defaultGame, tokenHash: hashOf(token), usedAt: null };
    await this.db.write(async (em) => {
      await this.games.first(em);
      await em.add(SetupLink, { ...row, createdAt, expiresAt });
    });
    return { url: await this.links.to('setup', { gameId: defaultGame, language: null, token }), expiresAt };
  }

  /** The public key of the game `default` where it is live; the game is made when there is none. `null`: all are revoked. */
  async publicKey(): Promise<string | null> {
    const game = await this.db.write((em) => this.games.first(em));
    const keys = await this.keys.good(game.id);
    return keys.find((key) => key.sort === 'public' && key.gameId === defaultGame)?.shown ?? null;
  }
}
