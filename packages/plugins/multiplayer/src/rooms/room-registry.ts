import { roomError } from '@aethex/protocol';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HouseOfRooms } from './house-of-rooms.js';
import { Room } from './room.js';
import type { Actor } from './room-ask.js';
import { RoomCore } from './room-core.js';
import { RoomKinds } from './room-kinds.js';
import { RoomQuota } from './room-quota.js';
import {
  freeCode,
  settingsOf,
  type CreateInput,
  type RoomIdentity,
  type RoomSettings,
} from './room-settings.js';
import { readCode } from './rules/room-code.js';
import { signalRoomOf } from './signals.js';

/** Milliseconds between two looks at all that has an end. */
const sweepEvery = 250;

/** Who hears what becomes of the rooms of this node. */
export interface RoomListener {
  /** A room is to be opened under this identity. With `false` another code is tried; when it fails, there is no room. */
  opening?(identity: RoomIdentity): boolean | Promise<boolean>;
  opened?(room: Room): void;
  changed?(room: Room): void;
  /** The room is over, or was never opened after all. */
  closed?(identity: RoomIdentity): void;
}

/** The rooms this node owns. */
@Injectable()
export class RoomRegistry implements OnModuleInit, OnApplicationShutdown {
  private readonly byId = new Map<string, Room>();
  private readonly byCode = new Map<string, Room>();
  private readonly listeners = new Set<RoomListener>();
  private readonly quota: RoomQuota;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly house: HouseOfRooms,
    private readonly kinds: RoomKinds,
  ) {
    this.quota = new RoomQuota(house.config.maxRooms, house.config.roomsPerPlayer);
  }

  onModuleInit(): void {
    this.timer = setInterval(() => this.sweep(), sweepEvery).unref();
    this.house.signals.offer({
      room: (roomId) => {
        const room = this.byId.get(roomId);
        return room ? signalRoomOf(room.core) : null;
      },
      toPlayer: (roomId, playerId, frame) => {
        const core = this.byId.get(roomId)?.core;
        const seat = core?.seats.of(playerId);
        if (!core || !seat?.line) return false;
        core.lane.say(seat, frame);
        return true;
      },
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    for (const room of this.byId.values()) room.abandon();
  }

  get size(): number {
    return this.byId.size;
  }

  all(): IterableIterator<Room> {
    return this.byId.values();
  }

  listen(listener: RoomListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  byRoomId(roomId: string): Room | null {
    return this.byId.get(roomId) ?? null;
  }

  /** A room of this node by its id or code, however it was typed; `null` when there is none in this game. */
  find(gameId: string, idOrCode: string): Room | null {
    const code = readCode(idOrCode);
    const room =
      code === null ? this.byId.get(idOrCode.toLowerCase()) : this.byCode.get(codeKey(gameId, code));
    return room && room.gameId === gameId && room.core.isOpen ? room : null;
  }

  /**
   * Opens a room. A player who opens one is its host, and has a seat reserved. Fails with `rooms.unknown_kind`,
   * `rooms.limit`, or `rooms.failed` when its handler cannot begin.
   */
  async create(input: CreateInput, actor: Actor): Promise<Room> {
    const handler = this.kinds.handlerOf(input.kind);
    const maker = actor.who === 'player' ? actor.id : null;
    const settings = settingsOf(input, this.house.defaults, maker !== null);
    this.quota.take(maker);
    const identity = await this.identify(actor, input.kind).catch((error: unknown) => {
      this.quota.give(maker);
      throw error;
    });
    const room = this.add(identity, settings, handler);
    room.core.properties = input.properties;
    if (maker !== null) this.seatMaker(room, maker);
    await room.script.begin(input.options);
    if (!room.core.isOpen) throw roomError('failed');
    for (const listener of this.listeners) listener.opened?.(room);
    return room;
  }

  /** Puts a room of another node in place; what it was made of is for the caller to fill in. */
  adopt(identity: RoomIdentity, settings: RoomSettings): Room {
    this.quota.add(identity.madeBy);
    return this.add(identity, settings, this.kinds.handlerOf(identity.kind));
  }

  private add(identity: RoomIdentity, settings: RoomSettings, handler: Room['script']['handler']): Room {
    const changed = (): void => {
      for (const listener of this.listeners) listener.changed?.(room);
    };
    const core = new RoomCore(identity, settings, this.house, changed);
    const room = new Room(core, handler, () => this.forget(identity));
    this.byId.set(identity.roomId, room);
    this.byCode.set(codeKey(identity.gameId, identity.code), room);
    return room;
  }

  private seatMaker({ core }: Room, playerId: string): void {
    core.hostId = playerId;
    const now = this.house.monotonic();
    core.seats.reserve([{ playerId }], now + this.house.config.reserveSeat * 1000, now);
  }

  private async identify({ who, id, gameId }: Actor, kind: string): Promise<RoomIdentity> {
    for (;;) {
      const identity: RoomIdentity = {
        roomId: this.house.ids.next(),
        code: freeCode((code) => this.byCode.has(codeKey(gameId, code))),
        gameId,
        kind,
        createdAt: this.house.now(),
        madeBy: who === 'player' ? id : null,
        servedBy: who === 'server' || who === 'admin' ? id : null,
      };
      const answers = await Promise.all([...this.listeners].map(async (one) => one.opening?.(identity)));
      if (!answers.includes(false)) return identity;
    }
  }

  private forget(identity: RoomIdentity): void {
    if (!this.byId.delete(identity.roomId)) return;
    this.byCode.delete(codeKey(identity.gameId, identity.code));
    this.quota.give(identity.madeBy);
    for (const listener of this.listeners) listener.closed?.(identity);
  }

  private sweep(): void {
    const now = this.house.monotonic();
    let players = 0;
    let spectators = 0;
    for (const room of this.byId.values()) {
      room.check(now);
      players += room.core.seats.count('player');
      spectators += room.core.seats.count('spectator');
    }
    this.house.metrics.settle();
    this.house.metrics.roomsAre(this.byId.size, players, spectators);
  }
}

const codeKey = (gameId: string, code: string): string => `${gameId}/${code}`;
