import { Clock, Db, partsOfGameId, type Caller, type Serves, type Unit } from '@aethex/core';
import { games, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { GameAccess } from './games/game-access.js';
import { GameKey } from './games/game-key.entity.js';
import type { Game } from './games/game.entity.js';
import { KeyBook } from './games/key-book.js';
import { ServiceTokens } from './games/service-tokens.js';
import { shownKey } from './games/shown.js';
import { News } from './news/news.js';
import { OrgsConfig } from './orgs.config.js';
import { missingOf } from './rules/escalation.js';

type Served = Pick<Serves<typeof games>, 'keys' | 'createKey' | 'rotateKey' | 'revokeKey' | 'serviceToken'>;
type Sort = GameKey['sort'];

/** Keys of games: made, rotated, revoked. */
@Injectable()
export class KeysService implements Served {
  constructor(
    private readonly db: Db,
    private readonly access: GameAccess,
    private readonly book: KeyBook,
    private readonly tokens: ServiceTokens,
    private readonly news: News,
    private readonly clock: Clock,
    private readonly config: OrgsConfig,
  ) {}

  async keys({ environment, ...at }: In<typeof games, 'keys'>, caller: Caller) {
    const { game } = await this.access.game(caller, at, 'orgs.keys');
    const keys = (await this.book.good(game.id)).map(shownKey);
    return { keys: keys.filter((key) => environment === undefined || key.environment === environment) };
  }

  async createKey(input: In<typeof games, 'createKey'>, caller: Caller) {
    const { environment, sort, label, scopes, expires_in, ...at } = input;
    await this.access.game(caller, at, 'orgs.keys');
    if (sort === 'public' && scopes.length > 0) throw games.error('createKey', 'scopes_public');
    const made = await this.db.write(async (em) => {
      const { standing, game } = await this.access.locked(em, caller, at, 'orgs.keys');
      refuseMore(scopes, standing.permissions);
      await this.refuseSurplus(game, sort, environment);
      const expiresAt = expires_in === undefined ? null : this.inSeconds(expires_in);
      const about = { label, scopes: [...new Set(scopes)], createdBy: caller.id, expiresAt };
      return this.book.add(em, { game, environment, sort, ...about });
    });
    return { ...shownKey(made.row), key: made.key };
  }

  async rotateKey({ key_id, overlap, ...at }: In<typeof games, 'rotateKey'>, caller: Caller) {
    await this.access.game(caller, at, 'orgs.keys');
    const made = await this.db.write(async (em) => {
      const { standing, game } = await this.access.locked(em, caller, at, 'orgs.keys');
      const old = await this.good(em, game, key_id);
      if (old.replacedBy !== null) throw games.error('rotateKey', 'key_rotated');
      refuseMore(old.scopes, standing.permissions);
      return this.replace(em, { game, old, createdBy: caller.id, overlap });
    });
    return { ...shownKey(made.row), key: made.key };
  }

  async revokeKey({ key_id, ...at }: In<typeof games, 'revokeKey'>, caller: Caller) {
    await this.access.game(caller, at, 'orgs.keys');
    await this.db.write(async (em) => {
      const { game } = await this.access.locked(em, caller, at, 'orgs.keys');
      const key = await this.good(em, game, key_id);
      await em.change(GameKey, { id: key.id }, { revokedAt: this.clock.now() });
      await this.news.tell(em, at.org_id, [key.id]);
    });
    return null;
  }

  async serviceToken({ scopes, seconds }: In<typeof games, 'serviceToken'>, caller: Caller) {
    const key = await this.keyOf(caller);
    const wanted = [...new Set(scopes ?? caller.permissions)];
    refuseMore(wanted, caller.permissions);
    const made = await this.db.write((em) => this.tokens.make(em, key, { scopes: wanted, seconds }));
    return { token: made.token, scopes: wanted, expires_at: made.expiresAt.toISOString() };
  }

  /** The key itself calls, and no token that was made with it. */
  private async keyOf({ id, keyId, who }: Caller): Promise<GameKey> {
    const key = who === 'server' && id === keyId ? await this.db.pick(GameKey, { id }) : null;
    if (!key || !this.book.isGood(key)) throw games.error('serviceToken', 'key_needed');
    return key;
  }

  /** A good key of a game. Fails with `games.key_not_found`. */
  private async good(em: Unit, game: Game, id: string): Promise<GameKey> {
    const key = await em.pick(GameKey, { id, gameRowId: game.id });
    if (!key || !this.book.isGood(key)) throw games.error('revokeKey', 'key_not_found');
    return key;
  }

  /** Makes the successor of a key inside a write; the old one ends after the overlap, or when it would have ended anyway. */
  private async replace(em: Unit, { game, old, createdBy, overlap }: Replacing) {
    const { environment } = partsOfGameId(old.gameId);
    const { sort, label, scopes } = old;
    const lifetime = old.expiresAt === null ? null : old.expiresAt.getTime() - old.createdAt.getTime();
    const expiresAt = lifetime === null ? null : this.inSeconds(lifetime / 1000);
    const made = await this.book.add(em, { game, environment, sort, label, scopes, createdBy, expiresAt });
    const end = this.inSeconds(overlap ?? this.config.keyOverlap);
    const ends = old.expiresAt !== null && old.expiresAt < end ? old.expiresAt : end;
    await em.change(GameKey, { id: old.id }, { replacedBy: made.row.id, expiresAt: ends });
    await this.news.tell(em, game.orgId, [old.id]);
    return made;
  }

  private async refuseSurplus(game: Game, sort: Sort, environment: string): Promise<void> {
    const keys = (await this.book.good(game.id)).filter(
      (key) => key.sort === sort && partsOfGameId(key.gameId).environment === environment,
    );
    const most = this.config.maxKeys;
    if (keys.length >= most) throw games.error('createKey', 'too_many', { most });
  }

  private inSeconds(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}

interface Replacing {
  readonly game: Game;
  readonly old: GameKey;
  readonly createdBy: string;
  readonly overlap: number | undefined;
}

/** Nobody gives a key more than they have themselves. */
function refuseMore(scopes: Iterable<string>, held: ReadonlySet<string>): void {
  const missing = missingOf(scopes, held);
  if (missing.length > 0) throw games.error('createKey', 'escalation', { scopes: missing });
}
