import { Catalogue, Clock, Db, gameIdOf, type Caller, type Environment } from '@aethex/core';
import { games as contract } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { AuditLog } from '../audit/audit-log.js';
import { GameBook } from '../games/game-book.js';
import { GameKey } from '../games/game-key.entity.js';
import { Game } from '../games/game.entity.js';
import { KeyBook } from '../games/key-book.js';
import { shownKey } from '../games/shown.js';
import { News } from '../news/news.js';
import { Admin } from '../orgs/admin.entity.js';
import { Member } from '../orgs/member.entity.js';
import { Org } from '../orgs/org.entity.js';

export interface ShownOrg {
  readonly id: string;
  readonly name: string;
  readonly members: number;
  readonly games: readonly string[];
}

export interface NewKey {
  readonly game: string;
  readonly environment: Environment;
  readonly sort: 'public' | 'secret';
  readonly label: string;
  readonly scopes: readonly string[];
  /** Seconds; `null` for never. */
  readonly expiresIn: number | null;
}

type ShownKey = ReturnType<typeof shownKey>;

/** For whoever sits at the server itself and needs no account to look after it. What is done is written down. */
@Injectable()
export class LocalDesk {
  constructor(
    private readonly db: Db,
    private readonly games: GameBook,
    private readonly keyBook: KeyBook,
    private readonly audit: AuditLog,
    private readonly news: News,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
  ) {}

  /** Organizations that were not deleted, the oldest first. */
  async orgs(): Promise<readonly ShownOrg[]> {
    return this.db.read(async (em) => {
      const orgs = await em.find(Org, { where: { deletedAt: IsNull() }, order: { id: 'ASC' } });
      const shown: ShownOrg[] = [];
      for (const { id, name } of orgs) {
        const games = await em.findBy(Game, { orgId: id, deletedAt: IsNull() });
        shown.push({
          id,
          name,
          members: await em.countBy(Member, { orgId: id }),
          games: games.map(({ slug }) => slug),
        });
      }
      return shown;
    });
  }

  /** The members of an organization with their roles; `null` when there is no such organization. */
  async members(
    orgId: string,
  ): Promise<readonly { readonly playerId: string; readonly role: string }[] | null> {
    const org = await this.db.pick(Org, { id: orgId });
    if (!org || org.deletedAt) return null;
    return this.db.read((em) => em.find(Member, { where: { orgId }, order: { id: 'ASC' } }));
  }

  /** The accounts that run the installation. */
  async admins(): Promise<readonly string[]> {
    const admins = await this.db.read((em) => em.find(Admin, { order: { id: 'ASC' } }));
    return admins.map(({ playerId }) => playerId);
  }

  /** The good keys of a game; `null` when there is no such game. */
  async keys(slug: string): Promise<readonly ShownKey[] | null> {
    const game = await this.gameOf(slug);
    return game && (await this.keyBook.good(game.id)).map(shownKey);
  }

  /**
   * Makes a key, which can be read this once. `null` when there is no such game. Fails with `games.escalation` when a
   * scope is no permission of any plugin, and with `games.scopes_public` when a public key is to have some.
   */
  async createKey(wanted: NewKey): Promise<(ShownKey & { readonly key: string }) | null> {
    const game = await this.gameOf(wanted.game);
    if (!game) return null;
    this.check(wanted);
    const { environment, sort, label, expiresIn } = wanted;
    const scopes = [...new Set(wanted.scopes)];
    const expiresAt = expiresIn === null ? null : new Date(this.clock.now().getTime() + expiresIn * 1000);
    const made = await this.db.write(async (em) => {
      const key = await this.keyBook.add(em, {
        game,
        environment,
        sort,
        label,
        scopes,
        createdBy: null,
        expiresAt,
      });
      const about = { game: game.slug, environment, sort, label, scopes };
      const caller = atTheServer(gameIdOf(game.slug, environment));
      if (game.orgId !== null)
        await this.audit.note(em, { orgId: game.orgId, caller, method: 'games.createKey', about });
      return key;
    });
    return { ...shownKey(made.row), key: made.key };
  }

  /** Ends a key on all nodes within two seconds. `false` when no good key has this id. */
  async revokeKey(id: string): Promise<boolean> {
    return this.db.write(async (em) => {
      const key = await em.pick(GameKey, { id });
      const game = key && (await em.pick(Game, { id: key.gameRowId }));
      if (!key || !game || !this.keyBook.isGood(key)) return false;
      await em.change(GameKey, { id }, { revokedAt: this.clock.now() });
      await this.news.tell(em, game.orgId, [id]);
      const caller = atTheServer(key.gameId);
      const about = { game: game.slug, key_id: id };
      if (game.orgId !== null)
        await this.audit.note(em, { orgId: game.orgId, caller, method: 'games.revokeKey', about });
      return true;
    });
  }

  private async gameOf(slug: string): Promise<Game | null> {
    await this.db.write((em) => this.games.first(em));
    const game = await this.db.pick(Game, { slug });
    return game && !game.deletedAt ? game : null;
  }

  private check({ sort, scopes }: NewKey): void {
    if (sort === 'public' && scopes.length > 0) throw contract.error('createKey', 'scopes_public');
    const unknown = scopes.filter((scope) => !(scope in this.catalogue.permissions));
    if (unknown.length > 0) throw contract.error('createKey', 'escalation', { scopes: unknown });
  }
}

/** Whoever has a shell on the server: an admin without an account. */
const atTheServer = (gameId: string): Caller => ({
  who: 'admin',
  id: 'cli',
  gameId,
  permissions: new Set(),
  sessionId: '',
  keyId: '',
  requestId: '',
  address: '',
  userAgent: 'aethex',
  wire: 'direct',
});
