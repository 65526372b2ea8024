import { FrameKeys } from './frame-keys.js';
import { IceBook } from './ice-book.js';
import type { Microphone } from './microphone.js';
import type { Identity } from './sealing.js';
import type { HeardFrame, SignalChannel } from './signal-channel.js';
import { VoiceKeys } from './voice-keys.js';
import { VoicePeer } from './voice-peer.js';

type VoiceRoomFrame = HeardFrame<'voice_room'>;

export interface VisitParts {
  readonly channel: SignalChannel;
  readonly identity: Identity;
  readonly cipher: FrameKeys | null;
  readonly microphone: Microphone | null;
  readonly relayOnly: boolean;
  readonly known: (playerId: string, epoch: number, key: Uint8Array) => void;
  readonly connected: (playerId: string, isConnected: boolean) => void;
  /** Whether a player is to be heard, and how loud. */
  readonly volumeOf: (playerId: string) => { readonly isHeard: boolean; readonly volume: number };
}

/** One visit to the voice of a room: the keys and a connection to each of the others. */
export class VoiceVisit {
  private readonly peers = new Map<string, VoicePeer>();
  private readonly keys: VoiceKeys;
  private readonly ice: IceBook;

  constructor(private readonly parts: VisitParts) {
    this.keys = new VoiceKeys(parts);
    this.ice = new IceBook(parts.channel, parts.relayOnly);
  }

  /** Follows what the server says of the room: who is there, who is silenced or blocked, which epoch it is. */
  follow({ members, blocked, epoch, transport, end_to_end: isEndToEnd }: VoiceRoomFrame): void {
    const { selfId } = this.parts.channel;
    const self = members.find(({ player_id }) => player_id === selfId);
    const maySpeak = self !== undefined && !self.server_muted && this.parts.microphone !== null;
    const others = members
      .filter(({ player_id }) => player_id !== selfId && !blocked.includes(player_id))
      .map(({ player_id, public_key, server_muted }) => ({
        id: player_id,
        key: public_key ?? '',
        isSilenced: server_muted,
      }));
    if (isEndToEnd)
      void this.keys.turn(
        epoch,
        others.filter(({ key }) => key !== ''),
        maySpeak,
      );
    this.meet(transport === 'mesh' ? others : [], isEndToEnd);
    for (const peer of this.peers.values())
      peer.say(maySpeak ? (this.parts.microphone?.track ?? null) : null);
    this.adjust();
  }

  signalled(from: string, signal: unknown): void {
    this.peers.get(from)?.receive(signal);
  }

  keyed(frame: HeardFrame<'voice_key'>): void {
    void this.keys.take(frame);
  }

  /** Makes every player as loud as they are to be. */
  adjust(): void {
    for (const [id, peer] of this.peers) {
      const { isHeard, volume } = this.parts.volumeOf(id);
      peer.hear(isHeard, volume);
    }
  }

  stats(playerId: string): Promise<RTCStatsReport | null> {
    return this.peers.get(playerId)?.stats() ?? Promise.resolve(null);
  }

  /** Ends all connections, as for a new start after a break. */
  part(): void {
    for (const id of this.peers.keys()) this.drop(id);
  }

  close(): void {
    this.part();
    this.keys.close();
    this.parts.microphone?.close();
  }

  private meet(others: readonly { readonly id: string; readonly key: string }[], isEndToEnd: boolean): void {
    const wanted = new Map(others.map(({ id, key }) => [id, key]));
    for (const [id, peer] of this.peers) if (wanted.get(id) !== peer.key) this.drop(id);
    for (const [id, key] of wanted) {
      if (this.peers.has(id)) continue;
      const peer = this.make(id, key, isEndToEnd);
      this.peers.set(id, peer);
      peer.start();
    }
  }

  private make(playerId: string, key: string, isEndToEnd: boolean): VoicePeer {
    const { channel, cipher, connected, relayOnly } = this.parts;
    const hides = relayOnly ? { relay_only: true } : {};
    return new VoicePeer({
      playerId,
      key,
      begins: channel.selfId < playerId,
      config: () => this.ice.config(),
      send: (signal) => channel.tell({ type: 'voice_signal', to: playerId, signal: { ...signal }, ...hides }),
      cipher: isEndToEnd ? cipher : null,
      isOpen: (isOpen) => connected(playerId, isOpen),
    });
  }

  private drop(playerId: string): void {
    this.peers.get(playerId)?.close();
    if (this.peers.delete(playerId)) this.parts.connected(playerId, false);
  }
}
