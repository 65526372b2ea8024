import { Extensions } from '@aethex/core';
import { roomError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { roomsPoint, type RoomHandler, type RoomKind } from './room-handler.js';

/** The kind of a room that no handler runs. */
export const relayKind = 'relay';

/** The room handlers that plugins brought, by their kind. */
@Injectable()
export class RoomKinds {
  private readonly handlers: ReadonlyMap<string, RoomHandler<unknown>>;

  constructor(extensions: Extensions) {
    const kinds = extensions.of<RoomKind>(roomsPoint);
    this.handlers = new Map(kinds.map(({ kind, handler }) => [kind, handler as RoomHandler<unknown>]));
  }

  /** The handler of a kind; `null` for `relay`. Fails with `rooms.unknown_kind` for what nobody brought. */
  handlerOf(kind: string): RoomHandler<unknown> | null {
    if (kind === relayKind) return null;
    const handler = this.handlers.get(kind);
    if (!handler) throw roomError('unknown_kind', { field: 'kind', kind });
    return handler;
  }
}
