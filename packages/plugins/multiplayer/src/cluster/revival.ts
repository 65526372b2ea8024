import { Cache, Cluster, KeyRing, Logger } from '@aethex/core';
import { pack, unpack } from '@aethex/protocol/realtime';
import { Injectable } from '@nestjs/common';
import { ClusterMetrics } from './cluster-metrics.js';
import { NearRooms, NearRoom } from './near-rooms.js';
import type { RoomSnapshot } from './room-snapshot.js';
import { Ownership } from './ownership.js';

const purpose = 'multiplayer.room';
/** Seconds the bones of a room are kept that nobody renews, and until they are renewed. */
const keptFor = 900;
const renewedAfter = 300;
/** Milliseconds between two writes of what has changed. */
const writeEvery = 1_000;
/** Writes under way at once. */
const together = 8;

const roomKey = (roomId: string): string => `multiplayer.room:${roomId}`;
const codeKey = (gameId: string, code: string): string => `multiplayer.code:${gameId}:${code}`;

/** What a room needs to go on when its node is dead, kept in the cache: closed by the ring, so that nobody else makes one up. */
@Injectable()
export class Revival {
  private readonly changed = new Set<string>();
  private readonly writtenAt = new Map<string, number>();
  private readonly reviving = new Map<string, Promise<NearRoom | 'taken' | null>>();
  private timer: NodeJS.Timeout | undefined;
  private isWriting = false;

  constructor(
    private readonly cache: Cache,
    private readonly ring: KeyRing,
    private readonly rooms: NearRooms,
    private readonly ownership: Ownership,
    private readonly cluster: Cluster,
    private readonly metrics: ClusterMetrics,
    private readonly log: Logger,
  ) {}

  open(): void {
    if (this.cluster.mayHaveOthers) this.timer = setInterval(() => void this.write(), writeEvery).unref();
  }

  /** Writes down what has changed, for those who go on when this node is gone. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    if (this.timer) await this.write();
  }

  /** Something about a room has changed that is to outlive this node. */
  note(roomId: string): void {
    if (this.timer) this.changed.add(roomId);
  }

  /** The room is over. */
  async forget({ roomId, gameId, code }: Pick<NearRoom, 'roomId' | 'gameId' | 'code'>): Promise<void> {
    this.changed.delete(roomId);
    if (!this.writtenAt.delete(roomId)) return;
    await Promise.all([this.cache.delete(roomKey(roomId)), this.cache.delete(codeKey(gameId, code))]).catch(
      (error: unknown) => this.log.debug({ err: error }, 'a room that is over could not be forgotten'),
    );
  }

  /** The room lives on elsewhere, which keeps it from now on. */
  leave(roomId: string): void {
    this.changed.delete(roomId);
    this.writtenAt.delete(roomId);
  }

  /** The id of a room whose node is dead, by its code. */
  async idOf(gameId: string, code: string): Promise<string | null> {
    if (!this.cluster.mayHaveOthers) return null;
    return this.cache.get(codeKey(gameId, code)).catch(() => null);
  }

  /** Goes on with a room here whose node is dead; `null` when nothing is known of it, `taken` when another node has it. */
  revive(roomId: string, gameId: string): Promise<NearRoom | 'taken' | null> {
    const found = this.reviving.get(roomId);
    if (found) return found;
    const reviving = this.begin(roomId, gameId).finally(() => this.reviving.delete(roomId));
    this.reviving.set(roomId, reviving);
    return reviving;
  }

  private async begin(roomId: string, gameId: string): Promise<NearRoom | 'taken' | null> {
    if (!this.cluster.mayHaveOthers) return null;
    const bones = await this.read(roomId);
    if (!bones || bones.gameId !== gameId) return null;
    const { code, snapshot } = bones;
    if (!(await this.ownership.takeOver({ roomId, gameId, code }))) return 'taken';
    try {
      const room = await this.rooms.restore(snapshot, () => null);
      this.note(roomId);
      this.metrics.moved('revived');
      this.log.warn({}, 'the node of a room is gone; the room goes on here');
      return room;
    } catch (error) {
      await this.ownership.release(roomId);
      throw error;
    }
  }

  private async read(
    roomId: string,
  ): Promise<{ gameId: string; code: string; snapshot: RoomSnapshot } | null> {
    const kept = await this.cache.get(roomKey(roomId));
    if (kept === null) return null;
    try {
      const bytes = await this.ring.open(purpose, Buffer.from(kept, 'base64'), Buffer.from(roomId));
      return unpack(bytes) as { gameId: string; code: string; snapshot: RoomSnapshot };
    } catch (error) {
      this.log.error({ err: error }, 'what the cache keeps of a room is none of ours');
      return null;
    }
  }

  private async write(): Promise<void> {
    if (this.isWriting) return;
    this.isWriting = true;
    const due = performance.now() - renewedAfter * 1000;
    for (const [roomId, at] of this.writtenAt) if (at < due) this.changed.add(roomId);
    const waiting = [...this.changed];
    this.changed.clear();
    const lane = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await this.keep(next);
    };
    try {
      await Promise.all(Array.from({ length: together }, lane));
    } catch (error) {
      for (const roomId of waiting) this.changed.add(roomId);
      this.log.debug({ err: error }, 'rooms could not be written down');
    } finally {
      this.isWriting = false;
    }
  }

  private async keep(roomId: string): Promise<void> {
    const room = this.rooms.byId(roomId);
    if (!room?.isOpen) return;
    const { gameId, code } = room;
    const bytes = pack({ gameId, code, snapshot: room.snapshot('bones') });
    try {
      const sealed = await this.ring.seal(purpose, bytes, Buffer.from(roomId));
      await this.cache.set(roomKey(roomId), Buffer.from(sealed).toString('base64'), keptFor);
      await this.cache.set(codeKey(gameId, code), roomId, keptFor);
      this.writtenAt.set(roomId, performance.now());
    } catch (error) {
      this.changed.add(roomId);
      throw error;
    }
  }
}
