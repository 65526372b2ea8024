import { Clock, Db, Ids, type Unit } from '@aethex/core';
import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Account } from '../entities/account.entity.js';
import { Endings } from '../sessions/endings.js';
import { Ban } from './ban.entity.js';

/** A ban as it is asked for. */
export interface WantedBan {
  readonly playerId: string;
  /** `null` keeps the player out of every game. */
  readonly gameId: string | null;
  /** What the player is told, up to 500 characters. */
  readonly reason: string;
  /** What they are not told, up to 2,000. */
  readonly note?: string | null;
  /** Left out: for good. */
  readonly seconds?: number | undefined;
  /** The id of the key or the person, up to 64 characters. */
  readonly by: string;
}

/** What somebody is told who was suspended by the studio's own code. */
export const suspendedForGood = { reason: null, until: null, ban_id: null };

/** What a banned player is told. */
export const suspensionOf = ({ id, reason, endsAt }: Ban) => ({
  reason,
  until: endsAt?.toISOString() ?? null,
  ban_id: id,
});

const ofPlayer = 'SELECT "id" FROM "auth_bans" WHERE "player_id" = $1';
/** Those of all games count in each. */
const inForce = `${ofPlayer} AND ("game_id" = $2 OR "game_id" IS NULL) AND "lifted_at" IS NULL AND ("ends_at" IS NULL OR "ends_at" > $3) ORDER BY "created_at" DESC, "id" DESC LIMIT 1`;
const history = `${ofPlayer} AND ("game_id" = $2 OR "game_id" IS NULL) ORDER BY "created_at" DESC, "id" DESC LIMIT 100`;

/** Keeps banned players out of a game. */
@Injectable()
export class Bans {
  constructor(
    private readonly db: Db,
    private readonly endings: Endings,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** Called once the way in was right and before a session is opened. Fails with `auth.suspended`. */
  async refuse({ id }: Account, gameId: string): Promise<void> {
    await this.db.read((em) => this.refuseIn(em, id, gameId));
  }

  /** The same inside the write that opens the session, so that no ban comes in between. */
  async refuseIn(em: Unit, playerId: string, gameId: string): Promise<void> {
    const ban = await this.find(em, playerId, gameId);
    if (ban) throw auth.error('login', 'suspended', suspensionOf(ban));
  }

  /** The newest ban in force, or `null`. */
  async find(em: Unit, playerId: string, gameId: string): Promise<Ban | null> {
    const { rows } = await em.run(inForce, [playerId, gameId, this.clock.now().getTime()]);
    return rows[0] ? em.pick(Ban, { id: String(rows[0]['id']) }) : null;
  }

  isInForce({ liftedAt, endsAt }: Ban): boolean {
    return liftedAt === null && (endsAt === null || endsAt > this.clock.now());
  }

  /** The last hundred bans, the newest first. */
  history(playerId: string, gameId: string): Promise<Ban[]> {
    return this.db.read(async (em) => {
      const { rows } = await em.run(history, [playerId, gameId]);
      const bans = await Promise.all(rows.map(({ id }) => em.pick(Ban, { id: String(id) })));
      return bans.filter((ban) => ban !== null);
    });
  }

  /** Bans a player in place of the bans in force, and ends their sessions; `null` when there is no such player. */
  put(wanted: WantedBan): Promise<Ban | null> {
    const { playerId, gameId } = wanted;
    const ban = this.banOf(wanted);
    return this.db.write(async (em) => {
      // The row is touched first of all: whoever signs in meanwhile waits, and finds the ban.
      if ((await em.change(Account, { id: playerId }, { updatedAt: ban.createdAt })) === 0) return null;
      await this.liftIn(em, playerId, gameId, wanted.by);
      await em.add(Ban, ban);
      await this.endings.endGame(em, playerId, gameId, 'banned');
      return ban;
    });
  }

  /** Lifts what keeps a player out of a game, or with `null` out of all games. What is not there is no error. */
  async lift(playerId: string, gameId: string | null, by: string): Promise<void> {
    await this.db.write((em) => this.liftIn(em, playerId, gameId, by));
  }

  private async liftIn(em: Unit, playerId: string, gameId: string | null, liftedBy: string): Promise<void> {
    const now = this.clock.now().getTime();
    const of = gameId === null ? '"game_id" IS NULL' : '"game_id" = $5';
    const sql = `UPDATE "auth_bans" SET "lifted_at" = $1, "lifted_by" = $2 WHERE "player_id" = $3 AND "lifted_at" IS NULL AND ("ends_at" IS NULL OR "ends_at" > $4) AND ${of}`;
    await em.run(sql, [now, liftedBy, playerId, now, ...(gameId === null ? [] : [gameId])]);
  }

  private banOf({ playerId, gameId, reason, note, seconds, by }: WantedBan): Ban {
    const createdAt = this.clock.now();
    const endsAt = seconds === undefined ? null : new Date(createdAt.getTime() + seconds * 1000);
    const blank = { liftedAt: null, liftedBy: null };
    return {
      id: this.ids.next(),
      playerId,
      gameId,
      reason,
      note: note ?? null,
      createdAt,
      createdBy: by,
      endsAt,
      ...blank,
    };
  }
}
