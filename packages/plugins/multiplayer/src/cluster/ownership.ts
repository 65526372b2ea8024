import { Logger, Nodes, Relay, type Claim } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { MultiplayerConfig } from '../multiplayer.config.js';

/** What of a room is claimed. */
export interface Claimable {
  readonly roomId: string;
  readonly gameId: string;
  readonly code: string;
}

/** Who is told what becomes of rooms. */
export interface OwnershipListener {
  /** Another node owns the room, or may: this one’s copy is to end at once. */
  lost(roomId: string): void;
  /** The lease ran out while the relay was away, and this node has the room again. */
  regained(roomId: string): void;
}

interface Owned extends Claimable {
  claim: Claim;
  /** `null` while the code cannot be had: its last claim may belong to a node that is dead. */
  codeClaim: Claim | null;
  /** Monotonic milliseconds until which nobody else can own it. */
  sureUntil: number;
}

export const roomName = (roomId: string): string => `room/${roomId}`;
export const codeName = (gameId: string, code: string): string => `code/${gameId}/${code}`;

/** The rooms this node owns: claimed in the relay and renewed all together, as long as it is reached. */
@Injectable()
export class Ownership {
  private readonly owned = new Map<string, Owned>();
  private listener: OwnershipListener | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isRenewing = false;

  constructor(
    private readonly relay: Relay,
    private readonly nodes: Nodes,
    private readonly config: MultiplayerConfig,
    private readonly log: Logger,
  ) {}

  open(listener: OwnershipListener): void {
    this.listener = listener;
    this.timer = setInterval(() => void this.renew(), this.config.lease * 300).unref();
  }

  /** Gives everything up, so that others need not wait for the leases to end. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([...this.owned.keys()].map((roomId) => this.release(roomId)));
  }

  /** Claims a room that nobody has, and its code. `false`: another room has the code, or another node the room. */
  async take(room: Claimable): Promise<boolean> {
    const sentAt = performance.now();
    const codeClaim = await this.claim(codeName(room.gameId, room.code), room.roomId);
    if (!codeClaim) return false;
    const claim = await this.claim(roomName(room.roomId), room.gameId);
    if (claim) this.keep(room, claim, codeClaim, sentAt);
    else await this.relay.release(codeClaim);
    return claim !== null;
  }

  /** Claims a room whose owner is gone. The code follows when it is free. */
  async takeOver(room: Claimable): Promise<boolean> {
    const sentAt = performance.now();
    const claim = await this.claim(roomName(room.roomId), room.gameId);
    if (!claim) return false;
    this.keep(room, claim, null, sentAt);
    await this.takeCode(room.roomId);
    return true;
  }

  /** Owns from now on what another node has passed to this one. */
  adopt(room: Claimable, claim: Claim, codeClaim: Claim | null): void {
    this.keep(room, claim, codeClaim, performance.now() - this.config.lease * 500);
    void this.renew();
  }

  /** Passes a room to another node; its claims, or `null` when this node does not own it any more. */
  async pass(roomId: string, node: string): Promise<{ claim: Claim; codeClaim: Claim | null } | null> {
    const owned = this.owned.get(roomId);
    if (!owned) return null;
    const claim = await this.relay.pass(owned.claim, node, this.config.lease);
    const codeClaim =
      claim && owned.codeClaim && (await this.relay.pass(owned.codeClaim, node, this.config.lease));
    this.owned.delete(roomId);
    return claim && { claim, codeClaim };
  }

  /** Passes on what was passed in vain. */
  passAgain(claim: Claim, node: string): Promise<Claim | null> {
    return this.relay.pass(claim, node, this.config.lease);
  }

  /** Forgets a room that this node was given and did not take; the claim stays for who gives it to another. */
  disown(roomId: string): void {
    this.owned.delete(roomId);
  }

  /** Gives a room up that has ended. */
  async release(roomId: string): Promise<void> {
    const owned = this.owned.get(roomId);
    if (!this.owned.delete(roomId) || !owned) return;
    const claims = [owned.claim, ...(owned.codeClaim ? [owned.codeClaim] : [])];
    // A relay that is away forgets it by itself.
    await Promise.all(claims.map((claim) => this.relay.release(claim).catch(() => undefined)));
  }

  /** The fence this node owns a room by; `null` when it does not, or cannot be sure any more. */
  fenceOf(roomId: string): number | null {
    const owned = this.owned.get(roomId);
    return owned && owned.sureUntil > performance.now() ? owned.claim.fence : null;
  }

  has(roomId: string): boolean {
    return this.owned.has(roomId);
  }

  /** Renews all claims at once. What was lost is claimed again, and let go when somebody else has it. */
  async renew(): Promise<void> {
    if (this.isRenewing || this.owned.size === 0) return;
    this.isRenewing = true;
    try {
      await this.renewAll([...this.owned.values()]);
    } catch (error) {
      this.log.warn({ err: error, rooms: this.owned.size }, 'rooms could not be renewed');
    } finally {
      this.isRenewing = false;
    }
  }

  private async renewAll(rooms: readonly Owned[]): Promise<void> {
    const sentAt = performance.now();
    const claims = rooms.flatMap(({ claim, codeClaim }) => (codeClaim ? [claim, codeClaim] : [claim]));
    const held = await this.relay.renew(claims, this.config.lease);
    const lost = new Set(claims.filter((_, index) => !held[index]));
    for (const room of rooms) {
      if (this.owned.get(room.roomId) !== room) continue;
      if (room.codeClaim && lost.has(room.codeClaim)) room.codeClaim = null;
      if (lost.has(room.claim)) await this.regain(room);
      else room.sureUntil = sentAt + this.config.lease * 1000;
      if (!room.codeClaim) await this.takeCode(room.roomId);
    }
  }

  private async regain(room: Owned): Promise<void> {
    const sentAt = performance.now();
    const claim = await this.claim(roomName(room.roomId), room.gameId);
    if (this.owned.get(room.roomId) !== room) return void (claim && (await this.relay.release(claim)));
    if (claim) {
      room.claim = claim;
      room.sureUntil = sentAt + this.config.lease * 1000;
      return this.listener?.regained(room.roomId);
    }
    this.owned.delete(room.roomId);
    this.log.warn({}, 'a room is owned by another node now; the copy here ends');
    this.listener?.lost(room.roomId);
  }

  private async takeCode(roomId: string): Promise<void> {
    const room = this.owned.get(roomId);
    if (!room) return;
    room.codeClaim = await this.claim(codeName(room.gameId, room.code), roomId);
  }

  private claim(name: string, about: string): Promise<Claim | null> {
    return this.relay.claim(name, this.nodes.id, this.config.lease, about);
  }

  private keep(room: Claimable, claim: Claim, codeClaim: Claim | null, sentAt: number): void {
    const { roomId, gameId, code } = room;
    const sureUntil = sentAt + this.config.lease * 1000;
    this.owned.set(roomId, { roomId, gameId, code, claim, codeClaim, sureUntil });
  }
}
