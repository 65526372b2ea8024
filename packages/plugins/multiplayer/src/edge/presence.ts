import type { Peer } from '@aethex/core';
import { Injectable } from '@nestjs/common';

type Hear = (gameId: string, playerId: string) => void;

/** Which players have a socket on this node that does multiplayer, for those who hold something for them. */
@Injectable()
export class Presence {
  private readonly sockets = new Map<string, Set<string>>();
  private readonly lost = new Set<Hear>();
  private readonly back = new Set<Hear>();

  /** Hears when a socket has closed and none is left of the player's on this node that does multiplayer. */
  onLost(hear: Hear): () => void {
    this.lost.add(hear);
    return () => this.lost.delete(hear);
  }

  /** Hears when a player without a socket on this node has one again. */
  onBack(hear: Hear): () => void {
    this.back.add(hear);
    return () => this.back.delete(hear);
  }

  has(gameId: string, playerId: string): boolean {
    return this.sockets.has(`${gameId}/${playerId}`);
  }

  opened({ id, identity }: Peer): void {
    const key = `${identity.gameId}/${identity.id}`;
    const known = this.sockets.get(key);
    if (known) known.add(id);
    else {
      this.sockets.set(key, new Set([id]));
      for (const hear of this.back) hear(identity.gameId, identity.id);
    }
  }

  closed({ id, identity }: Peer): void {
    const key = `${identity.gameId}/${identity.id}`;
    const known = this.sockets.get(key);
    known?.delete(id);
    if (known && known.size > 0) return;
    this.sockets.delete(key);
    for (const hear of this.lost) hear(identity.gameId, identity.id);
  }
}
