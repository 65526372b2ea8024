import { Logger } from '@aethex/core';
import type { RoomInfo } from '@aethex/protocol';
import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';
import { Doors } from '../rooms/doors.js';
import type { RemoteDoors, RoomDoor } from '../rooms/room-door.js';
import type { RoomIdentity } from '../rooms/room-settings.js';
import type { Room } from '../rooms/room.js';
import { RoomRegistry, type RoomListener } from '../rooms/room-registry.js';
import { SignalPort } from '../rooms/signal-port.js';
import { Adoption } from './adoption.js';
import { Directory } from './directory.js';
import { EdgeDesk } from './edge-desk.js';
import { FarLines } from './far-lines.js';
import { HandOver } from './hand-over.js';
import { Asking } from './link/asking.js';
import { Links, type LinkListener } from './link/links.js';
import type { Ask, LinkMessage } from './link/messages.js';
import type { Verbs } from './link/verbs.js';
import { NearRooms } from './near-rooms.js';
import { OwnerDesk } from './owner-desk.js';
import { Ownership, type OwnershipListener } from './ownership.js';
import { Revival } from './revival.js';
import { relayUnavailable } from './rules/said-error.js';
import { Ways } from './ways.js';

/** Makes the rooms of all nodes one: brings every part of the cluster together, and leaves the thinking to them. */
@Injectable()
export class RoomCluster
  implements
    OnModuleInit,
    BeforeApplicationShutdown,
    RemoteDoors,
    LinkListener,
    OwnershipListener,
    RoomListener
{
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly doors: Doors,
    private readonly registry: RoomRegistry,
    private readonly rooms: NearRooms,
    private readonly links: Links,
    private readonly asking: Asking,
    private readonly ownership: Ownership,
    private readonly directory: Directory,
    private readonly revival: Revival,
    private readonly ways: Ways,
    private readonly lines: FarLines,
    private readonly ownerDesk: OwnerDesk,
    private readonly edgeDesk: EdgeDesk,
    private readonly handOver: HandOver,
    private readonly adoption: Adoption,
    private readonly signals: SignalPort,
    private readonly config: MultiplayerConfig,
    private readonly log: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const { rooms } = this;
    this.doors.useRemote(this);
    this.registry.listen(this);
    this.signals.useElsewhere((roomId, ask, actor) => this.ways.askVoice(roomId, ask, actor));
    await this.links.open(this);
    this.ownership.open(this);
    this.revival.open();
    await this.directory.open(rooms);
    this.timer = setInterval(() => this.look(), this.config.lease * 300).unref();
  }

  /** After the drain, which is the step before: rooms are handed over while the node still speaks to the others. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isOver = true;
    clearInterval(this.timer);
    await this.revival.close();
    const fences = this.rooms.all().map(({ roomId }) => [roomId, this.ownership.fenceOf(roomId)] as const);
    await this.ownership.close();
    // Rooms that were not handed over are free now: whoever misses one goes on with it at once.
    for (const [roomId, fence] of fences) this.lines.forget(roomId, fence ?? undefined);
    await this.directory.close();
    await this.links.close();
    this.asking.close();
  }

  near(room: RoomDoor): RoomDoor {
    return this.ways.near(room);
  }

  find(gameId: string, idOrCode: string): Promise<RoomDoor | null> {
    return this.ways.find(gameId, idOrCode);
  }

  listed(gameId: string): readonly RoomInfo[] {
    return this.directory.others(gameId);
  }

  async roomsOf(gameId: string, playerId: string): Promise<readonly RoomInfo[]> {
    const asked = this.directory
      .staying()
      .map((node) => this.asking.ask(node, nowhere, 'mine', [gameId, playerId]).catch(() => []));
    return (await Promise.all(asked)).flat() as RoomInfo[];
  }

  async opening({ roomId, gameId, code }: RoomIdentity): Promise<boolean> {
    if (this.adoption.isOver) throw relayUnavailable();
    try {
      return await this.ownership.take({ roomId, gameId, code });
    } catch (error) {
      throw relayUnavailable(error);
    }
  }

  opened(room: Room): void {
    this.changed(room);
  }

  changed({ roomId }: Room): void {
    this.revival.note(roomId);
    this.directory.note(roomId);
  }

  closed(identity: RoomIdentity): void {
    const { roomId } = identity;
    if (this.isOver || this.handOver.isLeaving(roomId)) return;
    this.directory.note(roomId);
    this.ways.forget(roomId);
    this.lines.forget(roomId);
    // Another node has it: what is kept of it is that one's.
    if (!this.ownership.has(roomId)) return this.revival.leave(roomId);
    void this.ownership.release(roomId);
    void this.revival.forget(identity);
  }

  lost(roomId: string): void {
    const room = this.rooms.byId(roomId);
    if (room) void this.handOver.follow(room);
  }

  regained(roomId: string): void {
    const room = this.rooms.byId(roomId);
    if (room) this.lines.healAll(room);
  }

  missed(from: string): void {
    this.edgeDesk.missed(from);
  }

  heard(from: string, message: LinkMessage): void {
    switch (message.t) {
      case 'deliver':
        return this.edgeDesk.deliver(from, message);
      case 'release':
        return this.edgeDesk.release(from, message);
      case 'healed':
        return this.edgeDesk.healed(from, message);
      case 'gone':
        return this.edgeDesk.gone(from, message);
      case 'moved':
        return this.edgeDesk.moved(from, message);
      case 'answer':
        return this.asking.settle(from, message);
      case 'note':
        return this.ownerDesk.heed(from, message);
      case 'ask':
        return void this.asked(from, message);
    }
  }

  private asked(from: string, ask: Ask): Promise<void> {
    const { id, verb, args } = ask;
    if (verb === 'adopt') {
      const [moving] = args as Verbs['adopt'];
      return this.ownerDesk.run(from, id, () => this.adoption.adopt(moving));
    }
    if (verb !== 'mine') return this.ownerDesk.answer(from, ask);
    const [gameId, playerId] = args as Verbs['mine'];
    return this.ownerDesk.run(from, id, () => this.rooms.withPlayer(gameId, playerId));
  }

  private look(): void {
    this.lines.sweep((roomId) => this.rooms.byId(roomId));
    this.edgeDesk
      .rollCall()
      .catch((error: unknown) =>
        this.log.error({ err: error }, 'a room on another node could not be called'),
      );
  }
}

/** For questions that are about no room. */
const nowhere = { room: '', fence: 0 };
