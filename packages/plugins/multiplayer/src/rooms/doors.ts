import { roomError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { Actor, RoomAsk } from './room-ask.js';
import type { RemoteDoors, RoomDoor } from './room-door.js';
import { RoomRegistry } from './room-registry.js';

/** Knows the way to every room, of this node and of others. */
@Injectable()
export class Doors {
  remote: RemoteDoors | null = null;

  constructor(private readonly registry: RoomRegistry) {}

  /** Called by whoever knows other nodes, when the server starts. */
  useRemote(remote: RemoteDoors): void {
    this.remote = remote;
  }

  /** The way to a room by its id or code. Fails with `rooms.not_found`. */
  async find(gameId: string, idOrCode: string): Promise<RoomDoor> {
    const here = this.registry.find(gameId, idOrCode);
    if (here) return this.remote?.near(here) ?? here;
    const door = (await this.remote?.find(gameId, idOrCode)) ?? null;
    if (!door) throw roomError('not_found');
    return door;
  }

  /** Asks a room something on somebody’s behalf. */
  async ask<Answer>(idOrCode: string, ask: RoomAsk, actor: Actor): Promise<Answer> {
    const door = await this.find(actor.gameId, idOrCode);
    return (await door.ask(ask, actor)) as Answer;
  }
}
