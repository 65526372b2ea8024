import { pause } from '../../timing.js';
import { encryptable, type FrameKeys } from './frame-keys.js';
import { PeerConnection } from './peer-connection.js';
import type { Signal } from './rules/session-match.js';

export interface VoicePeerParts {
  readonly playerId: string;
  /** The player’s public key of this visit: with another one they are somebody new. */
  readonly key: string;
  readonly begins: boolean;
  readonly config: () => Promise<RTCConfiguration>;
  readonly send: (signal: Signal) => void;
  /** `null` in a moderated room, whose sound is not encrypted from player to player. */
  readonly cipher: FrameKeys | null;
  readonly isOpen: (isOpen: boolean) => void;
}

/** The voice connection to one player, and the loudspeaker for it. */
export class VoicePeer {
  readonly key: string;
  readonly audio = new Audio();
  private readonly peer: PeerConnection;
  private connection: RTCPeerConnection | null = null;
  private track: MediaStreamTrack | null = null;

  constructor(private readonly parts: VoicePeerParts) {
    this.key = parts.key;
    this.peer = new PeerConnection(parts.begins, {
      config: async () => ({ ...(await parts.config()), ...(parts.cipher && encryptable()) }),
      send: parts.send,
      made: (connection, begins) => this.made(connection, begins),
      offered: (connection) => this.speak(connection),
      changed: (state) => this.changed(state),
    });
  }

  /** Begins, or says to the side that begins that this one is there. */
  start(): void {
    if (this.parts.begins) void this.peer.start();
    else this.peer.greet();
  }

  /** What is sent; with `null` the player only listens. */
  say(track: MediaStreamTrack | null): void {
    if (this.track === track) return;
    this.track = track;
    if (!this.connection) return;
    this.speak(this.connection);
    void this.watch(this.connection);
  }

  hear(isHeard: boolean, volume: number): void {
    this.audio.muted = !isHeard;
    this.audio.volume = volume;
  }

  receive(signal: unknown): void {
    this.peer.receive(signal);
  }

  /** Figures of the connection, as the browser tells them; `null` before there is one. */
  stats(): Promise<RTCStatsReport | null> {
    return this.connection?.getStats() ?? Promise.resolve(null);
  }

  close(): void {
    this.peer.close();
    this.connection = null;
    this.audio.srcObject = null;
  }

  private made(connection: RTCPeerConnection, begins: boolean): void {
    this.connection = connection;
    connection.addEventListener('track', ({ transceiver, track }) => {
      this.guard(transceiver);
      this.audio.srcObject = new MediaStream([track]);
      // Where the page may not make a sound before the first click, it is heard after it.
      this.audio.play().catch(() => undefined);
    });
    if (!begins) return;
    this.guard(connection.addTransceiver('audio', { direction: 'recvonly' }));
    this.speak(connection);
  }

  /** In the very turn in which a line comes to be: browsers let frames pass by a cipher that comes later. */
  private guard({ sender, receiver }: RTCRtpTransceiver): void {
    const { cipher, playerId } = this.parts;
    cipher?.guard(sender, { side: 'send', player: playerId });
    cipher?.guard(receiver, { side: 'receive', player: playerId });
  }

  /** Puts the track, or nothing, into the one audio line that the side which begins has opened. */
  private speak(connection: RTCPeerConnection): void {
    const [line] = connection.getTransceivers();
    if (!line) return;
    line.direction = this.track ? 'sendrecv' : 'recvonly';
    line.sender.replaceTrack(this.track).catch(() => undefined);
  }

  private changed(state: 'open' | 'broken'): void {
    this.parts.isOpen(state === 'open');
    if (state === 'broken') this.peer.renew();
    else if (this.connection) void this.watch(this.connection);
  }

  /** Ends the connection when sound leaves that the cipher has not seen: a browser has let it pass. */
  private async watch(connection: RTCPeerConnection): Promise<void> {
    const { cipher, playerId, isOpen } = this.parts;
    if (!cipher) return;
    for (let looks = 0; looks < mostLooks; looks += 1) {
      await pause(lookEvery);
      const isLeaving = await sends(connection);
      if (connection !== this.connection || cipher.isUsed({ side: 'send', player: playerId })) return;
      if (!isLeaving) continue;
      this.close();
      isOpen(false);
    }
  }
}

/** Milliseconds between two looks at what leaves, and how many there are. */
const [lookEvery, mostLooks] = [250, 40];

async function sends(connection: RTCPeerConnection): Promise<boolean> {
  const reports = [...(await connection.getStats()).values()] as { type: string; packetsSent?: number }[];
  return reports.some(({ type, packetsSent = 0 }) => type === 'outbound-rtp' && packetsSent > 0);
}
