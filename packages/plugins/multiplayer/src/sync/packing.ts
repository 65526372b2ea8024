import { StateEncoder, StateStream, type Track } from '@aethex/protocol/realtime';
import type { SyncPlayer } from './sync-player.js';

/** The packed differences of a room: each player is packed once a tick, for whoever reads them. */
export class Packing {
  private encoder: StateEncoder;
  private readonly tracks = new Map<SyncPlayer, Track>();

  constructor(
    private readonly quantum: Readonly<Record<string, number>>,
    players: Iterable<SyncPlayer>,
  ) {
    this.encoder = new StateEncoder(quantum);
    for (const player of players) this.tracks.set(player, this.encoder.join(player.id, player.data));
  }

  /** Packs what changed. In a keyframe tick everybody who listens begins a new stream, and what is worn can go. */
  prepare(changed: readonly SyncPlayer[], isKeyframe: boolean): void {
    if (isKeyframe && this.encoder.isWorn) this.renew();
    for (const player of changed) {
      const track = this.tracks.get(player);
      if (track) this.encoder.change(track, player.changes ?? {});
      else this.tracks.set(player, this.encoder.join(player.id, player.data));
    }
  }

  openStream(): StateStream {
    return new StateStream(this.encoder);
  }

  tracksOf(players: Iterable<SyncPlayer>): Track[] {
    const tracks: Track[] = [];
    for (const player of players) {
      const track = this.tracks.get(player);
      if (track) tracks.push(track);
    }
    return tracks;
  }

  /** Ends a tick in which some players left. */
  settle(gone: readonly SyncPlayer[]): void {
    for (const player of gone) {
      const track = this.tracks.get(player);
      if (track) this.encoder.leave(track);
      this.tracks.delete(player);
    }
    this.encoder.settle();
  }

  private renew(): void {
    this.encoder = new StateEncoder(this.quantum);
    for (const player of this.tracks.keys())
      this.tracks.set(player, this.encoder.join(player.id, player.data));
  }
}
