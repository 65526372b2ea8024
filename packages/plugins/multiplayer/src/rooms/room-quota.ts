import { roomError } from '@aethex/protocol';

/** Counts rooms against what this node and each player may have, those that are being opened included. */
export class RoomQuota {
  private all = 0;
  private readonly madeBy = new Map<string, number>();

  constructor(
    private readonly most: number,
    private readonly mostOfOne: number,
  ) {}

  /** Counts one more. Fails with `rooms.limit` when that is too many; a `null` maker is the server. */
  take(maker: string | null): void {
    if (this.all >= this.most) throw roomError('limit', { of: 'node', most: this.most });
    const mine = maker === null ? 0 : (this.madeBy.get(maker) ?? 0);
    if (mine >= this.mostOfOne) throw roomError('limit', { of: 'player', most: this.mostOfOne });
    this.add(maker);
  }

  /** Counts a room that came from another node, and is not refused. */
  add(maker: string | null): void {
    this.all += 1;
    if (maker !== null) this.madeBy.set(maker, (this.madeBy.get(maker) ?? 0) + 1);
  }

  give(maker: string | null): void {
    this.all -= 1;
    if (maker === null) return;
    const mine = (this.madeBy.get(maker) ?? 0) - 1;
    if (mine > 0) this.madeBy.set(maker, mine);
    else this.madeBy.delete(maker);
  }
}
