import { Clock, Db, Ids, type Caller } from '@aethex/core';
import { matchmaking, type In, type Out } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { actorOf } from '../rooms/room-ask.js';
import { RoomsForMatches } from '../rooms/rooms-for-matches.js';
import { BackfillRow, type FreeTeam } from './entities/backfill.entity.js';
import { QueueBell } from './queue-bell.js';
import { QueueBook } from './queue-book.js';

type Told = Out<typeof matchmaking, 'openBackfill'>;

/** Rooms that are under way and seek players. */
@Injectable()
export class Backfills {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: MultiplayerConfig,
    private readonly queues: QueueBook,
    private readonly rooms: RoomsForMatches,
    private readonly bell: QueueBell,
  ) {}

  async open(input: In<typeof matchmaking, 'openBackfill'>, caller: Caller): Promise<Told> {
    const { gameId } = caller;
    if (!(await this.rooms.mayRun(gameId, input.room_id, actorOf(caller))))
      throw matchmaking.error('openBackfill', 'no_room');
    if (!this.queues.find(input.queue)) throw matchmaking.error('openBackfill', 'no_queue');
    const { room_id: roomId, queue, attributes = {}, region = null, rating = null } = input;
    const about = { attributes, region, rating, free: freeOf(input.free) };
    const sought = { queue, about, status: 'open' as const, since: this.clock.now(), aliveUntil: this.until };
    return this.db.write(async (em) => {
      const before = await em.pick(BackfillRow, { gameId, roomId });
      const generation = (before?.generation ?? 0) + 1;
      const row = { id: before?.id ?? this.ids.next(), gameId, roomId, generation, ...sought };
      const isStored = before
        ? (await em.change(BackfillRow, { id: before.id, generation: before.generation }, row)) === 1
        : await em.add(BackfillRow, row);
      if (!isStored) throw matchmaking.error('updateBackfill', 'backfill_changed', { generation });
      await this.bell.ring(row);
      return told(row);
    });
  }

  async update(input: In<typeof matchmaking, 'updateBackfill'>, caller: Caller): Promise<Told> {
    const row = await this.own(input.backfill_id, caller);
    const { generation, id } = row;
    if (generation !== input.generation)
      throw matchmaking.error('updateBackfill', 'backfill_changed', { generation });
    const about = { ...row.about, free: freeOf(input.free) };
    const next = { about, status: 'open' as const, generation: generation + 1, aliveUntil: this.until };
    return this.db.write(async (em) => {
      if ((await em.change(BackfillRow, { id, generation }, next)) === 0)
        throw matchmaking.error('updateBackfill', 'backfill_changed', { generation: generation + 1 });
      await this.bell.ring(row);
      return told({ ...row, ...next });
    });
  }

  async get(id: string, caller: Caller): Promise<Told> {
    const row = await this.own(id, caller);
    await this.db.write((em) => em.change(BackfillRow, { id, status: 'open' }, { aliveUntil: this.until }));
    return told(row);
  }

  async close(id: string, caller: Caller): Promise<void> {
    await this.own(id, caller);
    await this.db.write((em) => em.change(BackfillRow, { id, status: 'open' }, { status: 'closed' }));
  }

  private async own(id: string, caller: Caller): Promise<BackfillRow> {
    const row = await this.db.pick(BackfillRow, { id, gameId: caller.gameId });
    if (row && (await this.rooms.mayRun(caller.gameId, row.roomId, actorOf(caller)))) return row;
    throw matchmaking.error('getBackfill', 'no_backfill');
  }

  /** A room that seeks players says so again before this. */
  private get until(): Date {
    return new Date(this.clock.now().getTime() + 4 * this.config.ticketLife * 1000);
  }
}

const freeOf = (free: readonly { team: string | null; seats: number }[]): FreeTeam[] =>
  free.map(({ team, seats }) => ({ team, seats }));

const told = ({ id, queue, roomId, status, about, generation, since }: BackfillRow): Told => ({
  backfill_id: id,
  queue,
  room_id: roomId,
  status,
  free: about.free.map(({ team, seats }) => ({ team, seats })),
  generation,
  created_at: since.toISOString(),
});
