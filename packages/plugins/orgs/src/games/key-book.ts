import { Clock, Db, environments, gameIdOf, Ids, type Environment, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { beginningOf, hashOf, newSecret } from '../rules/secret.js';
import { GameKey } from './game-key.entity.js';
import type { Game } from './game.entity.js';

/** What a key is made with. */
export interface WantedKey {
  readonly game: Pick<Game, 'id' | 'slug'>;
  readonly environment: Environment;
  readonly sort: GameKey['sort'];
  readonly label: string;
  readonly scopes: readonly string[];
  /** `null`: the server itself. */
  readonly createdBy: string | null;
  readonly expiresAt: Date | null;
}

/** A key that was just made, and the only time that it can be read. */
export interface MadeKey {
  readonly row: GameKey;
  readonly key: string;
}

/** Makes keys and finds those that are good. */
@Injectable()
export class KeyBook {
  constructor(
    private readonly db: Db,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Makes a key inside a write. */
  async add(em: Unit, { game, environment, ...about }: WantedKey): Promise<MadeKey> {
    const key = newSecret(about.sort === 'public' ? 'agk' : 'ask');
    const row: GameKey = {
      ...about,
      id: this.ids.next(),
      gameRowId: game.id,
      gameId: gameIdOf(game.slug, environment),
      hash: hashOf(key),
      shown: about.sort === 'public' ? key : beginningOf(key),
      createdAt: this.clock.now(),
      lastUsedAt: null,
      revokedAt: null,
      replacedBy: null,
    };
    await em.add(GameKey, row);
    return { row, key };
  }

  /** Makes a public key for each environment of a new game, inside a write. */
  async addFirst(em: Unit, game: Game, createdBy: string | null): Promise<void> {
    for (const environment of environments) {
      const about = { label: environment, scopes: [], createdBy, expiresAt: null };
      await this.add(em, { game, environment, sort: 'public', ...about });
    }
  }

  /** The key with this hash, when it is good. */
  async byHash(hash: string): Promise<GameKey | null> {
    const key = await this.db.pick(GameKey, { hash });
    return key && this.isGood(key) ? key : null;
  }

  isGood({ revokedAt, expiresAt }: GameKey): boolean {
    return revokedAt === null && (expiresAt === null || this.clock.now() < expiresAt);
  }

  /** The keys of a game that are good, the newest first. */
  async good(gameRowId: string): Promise<readonly GameKey[]> {
    const keys = await this.db.read((em) =>
      em.find(GameKey, { where: { gameRowId }, order: { id: 'DESC' } }),
    );
    return keys.filter((key) => this.isGood(key));
  }
}
