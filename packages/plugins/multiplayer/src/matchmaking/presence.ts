import { Clock, Db, Logger } from '@aethex/core';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Presence } from '../edge/presence.js';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { waitingPlace } from './entities/ticket-player.entity.js';
import { places } from './store/sql.js';
import { TicketRows } from './store/ticket-rows.js';

interface Present {
  readonly gameId: string;
  readonly playerId: string;
}

/** Players that are kept alive by one statement. */
const batch = 200;

/** Gives signs of life for players whose socket is open, and takes note of those whose socket is not. */
@Injectable()
export class TicketPresence implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly present = new Map<string, Present>();
  private timer: NodeJS.Timeout | undefined;
  private undos: readonly (() => void)[] = [];

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly rows: TicketRows,
    private readonly sockets: Presence,
    private readonly config: MultiplayerConfig,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const every = Math.max(1, this.config.ticketLife / 3) * 1000;
    this.timer = setInterval(() => {
      this.keepAlive().catch((err: unknown) => this.log.warn({ err }, 'tickets could not be kept alive'));
    }, every).unref();
    this.undos = [
      this.sockets.onBack((gameId, playerId) => this.back(gameId, playerId)),
      this.sockets.onLost((gameId, playerId) => {
        this.lost(gameId, playerId).catch((err: unknown) =>
          this.log.warn({ err }, 'a ticket could not be held'),
        );
      }),
    ];
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    for (const undo of this.undos) undo();
  }

  /** From when on tickets end that were heard of just now. */
  get until(): Date {
    return new Date(this.clock.now().getTime() + this.config.ticketLife * 1000);
  }

  /** The player has an open socket here and need not ask: their tickets stay until it is lost. */
  back(gameId: string, playerId: string): void {
    this.present.set(`${gameId}/${playerId}`, { gameId, playerId });
  }

  /** The player's socket is gone: their tickets are held for `ticketLife` seconds from now. */
  async lost(gameId: string, playerId: string): Promise<void> {
    if (!this.present.delete(`${gameId}/${playerId}`)) return;
    await this.seen(gameId, playerId);
  }

  /** The player called: their tickets stay for as long again. Written at most once in a third of that time. */
  async seen(gameId: string, playerId: string): Promise<void> {
    const until = this.until;
    const unless = new Date(until.getTime() - (this.config.ticketLife * 1000) / 3);
    await this.rows.touch({ gameId, playerId }, until, unless);
  }

  /** Prolongs the tickets of all who are present, and forgets those who wait for nothing. */
  async keepAlive(): Promise<void> {
    const all = [...this.present.values()];
    for (let at = 0; at < all.length; at += batch) {
      const some = all.slice(at, at + batch);
      const waiting = await this.prolong(some);
      for (const { gameId, playerId } of some)
        if (!waiting.has(`${gameId}/${playerId}`)) this.present.delete(`${gameId}/${playerId}`);
    }
  }

  /** Returns those of the players who wait. */
  private async prolong(some: readonly Present[]): Promise<ReadonlySet<string>> {
    const ids = [...new Set(some.map(({ playerId }) => playerId))];
    const where = `"place" = $1 AND "player_id" IN (${places(ids.length, 2)})`;
    const sql = `SELECT "game_id", "player_id", "id" FROM "multiplayer_ticket_players" WHERE ${where}`;
    const { rows } = await this.db.read((em) => em.run(sql, [waitingPlace, ...ids]));
    const here = new Set(some.map(({ gameId, playerId }) => `${gameId}/${playerId}`));
    const mine = rows.filter((row) => here.has(nameOf(row)));
    if (mine.length > 0) {
      const which = mine.map((row) => String(row['id'])).toSorted();
      const update = `UPDATE "multiplayer_ticket_players" SET "alive_until" = $1 WHERE "id" IN (${places(which.length, 2)})`;
      await this.db.write((em) => em.run(update, [this.until.getTime(), ...which]));
    }
    return new Set(mine.map(nameOf));
  }
}

const nameOf = (row: Record<string, unknown>): string =>
  `${String(row['game_id'])}/${String(row['player_id'])}`;
