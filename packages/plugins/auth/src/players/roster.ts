import { Clock, Db, Ids, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import type { LookUp } from '../accounts/identity-input.js';
import { Account } from '../entities/account.entity.js';
import { isUuid } from '../rules/uuid.js';
import { GamePlayer } from './game-player.entity.js';

/** An account and since when it is known in a game. */
export interface Member {
  readonly account: Account;
  readonly seen: GamePlayer;
}

/** Before every id. */
const first = '00000000-0000-0000-0000-000000000000';

/** Knows which players have been in which game. */
@Injectable()
export class Roster {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Notes inside the write that opens a session that a player is in a game. `true`: they are in it for the first time. */
  async note(em: Unit, playerId: string, gameId: string): Promise<boolean> {
    const now = this.clock.now();
    if ((await em.change(GamePlayer, { playerId, gameId }, { lastSeenAt: now })) > 0) return false;
    return em.add(GamePlayer, { id: this.ids.next(), playerId, gameId, firstSeenAt: now, lastSeenAt: now });
  }

  /** The player, when they have been in the game; else `null`, whether or not there is such an account. */
  async find(playerId: string, gameId: string): Promise<Member | null> {
    const seen = isUuid(playerId) ? await this.db.pick(GamePlayer, { playerId, gameId }) : null;
    const account = seen && (await this.accounts.byId(playerId));
    return account && { account, seen };
  }

  async findBy(lookUp: LookUp, gameId: string): Promise<Member | null> {
    const account = await this.accounts.byIdentity(lookUp, gameId);
    return account && this.find(account.id, gameId);
  }

  /** Up to `limit` players after a row, in the order in which they first came. */
  async page(gameId: string, after: string | null, limit: number): Promise<Member[]> {
    const sql =
      'SELECT "player_id" FROM "auth_players" WHERE "game_id" = $1 AND "id" > $2 ORDER BY "id" LIMIT $3';
    const { rows } = await this.db.read((em) => em.run(sql, [gameId, after ?? first, limit]));
    const members = await Promise.all(rows.map((row) => this.find(String(row['player_id']), gameId)));
    return members.filter((member) => member !== null);
  }
}
