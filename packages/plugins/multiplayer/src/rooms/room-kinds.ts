import { BootError, Extensions } from '@aethex/core';
import { roomError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { roomsPoint, type RoomHandler, type RoomKind } from './room-handler.js';

/** The kind of a room that no handler runs. */
export const relayKind = 'relay';

/** The room handlers that plugins brought, by their kind. */
@Injectable()
export class RoomKinds {
  private readonly handlers: ReadonlyMap<string, RoomHandler>;

  constructor(extensions: Extensions) {
    const kinds = extensions.of<RoomKind>(roomsPoint);
    for (const [index, { kind, handler }] of kinds.entries()) {
      const isTaken = kind === relayKind || kinds.findIndex((one) => one.kind === kind) < index;
      checkKind(kind, handler.tickRate ?? 20, isTaken);
    }
    this.handlers = new Map(kinds.map(({ kind, handler }) => [kind, handler as RoomHandler]));
  }

  /** The handler of a kind; `null` for `relay`. Fails with `rooms.unknown_kind` for what nobody brought. */
  handlerOf(kind: string): RoomHandler | null {
    if (kind === relayKind) return null;
    const handler = this.handlers.get(kind);
    if (!handler) throw roomError('unknown_kind', { field: 'kind', kind });
    return handler;
  }
}

/** Fails with a BootError that says what to do. */
function checkKind(kind: string, tickRate: number, isTaken: boolean): void {
  if (!/^[a-z][a-z0-9_-]{0,31}$/.test(kind))
    throw new BootError(
      `"${kind}" cannot be the name of a room.`,
      'Name it with small letters, digits, "-" and "_", up to 32 of them.',
    );
  if (isTaken)
    throw new BootError(
      `There are two rooms of the name "${kind}".`,
      'Give one of them another name in defineRoom().',
    );
  if (!Number.isInteger(tickRate) || tickRate < 1 || tickRate > 60)
    throw new BootError(`Room "${kind}" wants ${tickRate} ticks a second.`, 'Choose a tickRate of 1 to 60.');
}
