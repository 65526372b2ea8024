import { isAethexError, rooms } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { Doors } from './doors.js';
import { house, type Actor } from './room-ask.js';
import { RoomRegistry } from './room-registry.js';
import { RoomsForMatches, type MatchRoom } from './rooms-for-matches.js';

interface Coming {
  readonly playerId: string;
  readonly groups?: readonly string[];
}

/** Rooms of matches: private, with a seat reserved for each player, and the first who comes as host. */
@Injectable()
export class MatchRooms extends RoomsForMatches {
  constructor(
    private readonly registry: RoomRegistry,
    private readonly doors: Doors,
    private readonly config: MultiplayerConfig,
  ) {
    super();
  }

  async create(match: MatchRoom): Promise<{ readonly room_id: string }> {
    const { gameId, kind = 'relay', maxPlayers, properties = {}, options = {}, settings = {} } = match;
    const asked = { visibility: 'private', host_policy: 'automatic', ...settings };
    const input = rooms.create.spec.input.parse({
      ...asked,
      kind,
      max_players: Math.max(maxPlayers, match.players.length),
      properties,
      options,
    });
    const room = await this.registry.create(input, house(gameId));
    room.keepSeats(match.players, match.seconds ?? this.config.reserveSeat);
    return { room_id: room.roomId };
  }

  async reserve(
    gameId: string,
    roomId: string,
    players: readonly Coming[],
    seconds = this.config.reserveSeat,
  ): Promise<boolean> {
    const ids = players.map(({ playerId }) => playerId);
    const groups = Object.fromEntries(players.map(({ playerId, groups: of }) => [playerId, [...(of ?? [])]]));
    const asked = this.ask(gameId, roomId, { name: 'keep', input: { player_ids: ids, groups, seconds } });
    return (await absentIsNull(asked)) === true;
  }

  async release(gameId: string, roomId: string, playerIds: readonly string[]): Promise<void> {
    await absentIsNull(this.ask(gameId, roomId, { name: 'release', input: { player_ids: [...playerIds] } }));
  }

  async freeSeats(gameId: string, roomId: string): Promise<number | null> {
    return (await absentIsNull(this.ask(gameId, roomId, { name: 'free', input: {} }))) as number | null;
  }

  async mayRun(gameId: string, roomId: string, actor: Actor): Promise<boolean> {
    if (actor.mayModerate) return true;
    // Only who may run a room is told how many seats are free.
    return (
      (await absentIsNull(this.doors.ask(roomId, { name: 'free', input: {} }, { ...actor, gameId }))) !== null
    );
  }

  private ask(gameId: string, roomId: string, ask: Parameters<Doors['ask']>[1]): Promise<unknown> {
    return this.doors.ask(roomId, ask, house(gameId));
  }
}

/** A room that is not there any more is no failure of a match. */
async function absentIsNull(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (isAethexError(error) && error.kind !== 'unavailable') return null;
    throw error;
  }
}
