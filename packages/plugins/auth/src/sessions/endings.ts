import { Bus, Clock, Cluster, Db, Ids, Logger, type Undo, type Unit } from '@aethex/core';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EndedSession } from '../entities/ended-session.entity.js';
import { Session, type EndReason } from '../entities/session.entity.js';
import { clockSkew } from '../rules/signing-keys.js';
import { EndedSessions } from './ended-sessions.js';

const topic = 'auth.ended';
/** Milliseconds between two looks for news that the bus lost. */
const lookEvery = 1000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Ends sessions: in the database with the write, on every node with its commit. */
@Injectable()
export class Endings implements OnModuleInit, OnApplicationShutdown {
  private undo: Undo | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lookedAt: number;
  private looking = false;

  constructor(
    private readonly ended: EndedSessions,
    private readonly db: Db,
    private readonly bus: Bus,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly cluster: Cluster,
    private readonly log: Logger,
  ) {
    this.lookedAt = clock.now().getTime();
  }

  async onModuleInit(): Promise<void> {
    this.undo = await this.bus.subscribe(topic, (bytes) =>
      this.ended.hear(JSON.parse(decoder.decode(bytes)) as string[]),
    );
    // The bus tells at most once, and a token must not outlive a message that got lost.
    if (this.cluster.mayHaveOthers) this.timer = setInterval(() => void this.look(), lookEvery).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.undo?.();
  }

  /** Ends one session inside a write. `false` when it had ended before. */
  async end(em: Unit, id: string, why: EndReason): Promise<boolean> {
    const revokedAt = this.clock.now();
    const changed = await em.change(Session, { id, revokedAt: null }, { revokedAt, revokedWhy: why });
    if (changed === 0) return false;
    await em.add(EndedSession, { id: this.ids.next(), sessionId: id, endedAt: revokedAt });
    await this.db.afterCommit(() => this.tell([id]));
    return true;
  }

  /** Ends every session of a player inside a write, but for one that may stay. In order, so that two cannot wait for each other. */
  async endAll(em: Unit, playerId: string, why: EndReason, but?: string): Promise<void> {
    const { rows } = await em.run(
      'SELECT "id" FROM "auth_sessions" WHERE "player_id" = $1 AND "revoked_at" IS NULL ORDER BY "id"',
      [playerId],
    );
    const ids = rows.map(({ id }) => String(id)).filter((id) => id !== but);
    for (const id of ids) await this.end(em, id, why);
  }

  /** Ends every session of a player in a game, or with `null` in all, inside a write, and returns how many there were. */
  async endGame(em: Unit, playerId: string, gameId: string | null, why: EndReason): Promise<number> {
    const { rows } = await em.run(
      'SELECT "id", "game_id" FROM "auth_sessions" WHERE "player_id" = $1 AND "revoked_at" IS NULL ORDER BY "id"',
      [playerId],
    );
    const there = rows.filter((row) => gameId === null || row['game_id'] === gameId);
    let ended = 0;
    for (const { id } of there) if (await this.end(em, String(id), why)) ended += 1;
    return ended;
  }

  private async tell(ids: readonly string[]): Promise<void> {
    this.ended.hear(ids);
    await this.bus.publish(topic, encoder.encode(JSON.stringify(ids)));
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const now = this.clock.now().getTime();
    try {
      const { rows } = await this.db.read((em) =>
        em.run('SELECT "session_id" FROM "auth_endings" WHERE "ended_at" >= $1', [
          this.lookedAt - clockSkew * 1000,
        ]),
      );
      this.ended.hear(rows.map((row) => String(row['session_id'])));
      this.lookedAt = now;
    } catch (error) {
      this.log.warn({ err: error }, 'ended sessions could not be looked up; trying again');
    } finally {
      this.looking = false;
    }
  }
}
