import { Clock, Db, type Caller, type Unit } from '@aethex/core';
import { games, isAethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { Standing } from '../orgs/standings.js';
import { Standings } from '../orgs/standings.js';
import type { OrgsPermission } from '../permissions.js';
import { Game } from './game.entity.js';

/** Milliseconds for which a deleted game can be brought back. */
const restorable = 30 * 86_400_000;

/** A game as a method names it. */
export interface GameAt {
  readonly org_id: string;
  readonly game: string;
}

export interface Access {
  readonly standing: Standing;
  readonly game: Game;
}

/** Lets members at the games of their organization, and shows nobody else that there are any. */
@Injectable()
export class GameAccess {
  constructor(
    private readonly db: Db,
    private readonly standings: Standings,
    private readonly clock: Clock,
  ) {}

  /** The caller's standing. Fails with `games.not_found` where the organization would. */
  async org(caller: Caller, orgId: string, permission?: OrgsPermission): Promise<Standing> {
    return spoken(() => this.standings.demand(caller, orgId, permission));
  }

  /** A game of the organization that was not deleted. Fails with `games.not_found`. */
  async game(caller: Caller, { org_id, game: slug }: GameAt, permission?: OrgsPermission): Promise<Access> {
    const standing = await this.org(caller, org_id, permission);
    return { standing, game: await this.find(org_id, slug) };
  }

  /** The caller's standing once more inside a write, while nobody else changes who may do what. */
  async lockedOrg(em: Unit, caller: Caller, orgId: string, permission: OrgsPermission): Promise<Standing> {
    return spoken(() => this.standings.locked(em, caller, orgId, permission));
  }

  /** Looks again inside a write, while nobody else changes who may do what. */
  async locked(
    em: Unit,
    caller: Caller,
    { org_id, game }: GameAt,
    permission: OrgsPermission,
  ): Promise<Access> {
    const standing = await this.lockedOrg(em, caller, org_id, permission);
    return { standing, game: await this.find(org_id, game) };
  }

  /** A deleted game that can still be brought back. Fails with `games.not_found`. */
  async deleted({ org_id, game: slug }: GameAt): Promise<Game> {
    const game = await this.db.pick(Game, { orgId: org_id, slug });
    const since = this.clock.now().getTime() - restorable;
    if (!game?.deletedAt || game.deletedAt.getTime() < since) throw games.error('get', 'not_found');
    return game;
  }

  private async find(orgId: string, slug: string): Promise<Game> {
    const game = await this.db.pick(Game, { orgId, slug });
    if (!game || game.deletedAt) throw games.error('get', 'not_found');
    return game;
  }
}

/** What is said of an organization, as it is said of games. */
async function spoken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isAethexError(error)) throw error;
    if (error.code === 'orgs.not_found') throw games.error('get', 'not_found');
    if (error.code === 'orgs.mfa_required') throw games.error('get', 'mfa_required');
    throw error;
  }
}
