import { randomKey } from '../../rules/bytes.js';
import { isGreeting, isSameDescription, isSignal, judge, type Signal } from './rules/session-match.js';

export interface PeerHooks {
  readonly config: () => Promise<RTCConfiguration>;
  readonly send: (signal: Signal) => void;
  /** A connection was made: give it what it is to carry. The side that begins adds, the other one waits. */
  readonly made: (connection: RTCPeerConnection, begins: boolean) => void;
  /** An offer was read and is about to be answered. */
  readonly offered?: (connection: RTCPeerConnection) => void;
  /** It came about, or it broke and will not mend itself. */
  readonly changed: (state: 'open' | 'broken') => void;
}

/** A WebRTC connection to one player ("perfect negotiation", WebRTC 1.0, 10.7). Of the two sides one begins. */
export class PeerConnection {
  private end = randomKey().slice(0, 12);
  private otherEnd: string | null = null;
  private connection: RTCPeerConnection | null = null;
  private making: Promise<RTCPeerConnection | null> | null = null;
  private line: Promise<unknown> = Promise.resolve();
  private isOffering = false;
  private isIgnoring = false;
  private isClosed = false;

  constructor(
    private readonly begins: boolean,
    private readonly hooks: PeerHooks,
  ) {}

  /** Makes the connection, unless there is one. */
  start(): Promise<RTCPeerConnection | null> {
    this.making ??= this.make();
    return this.making;
  }

  /** Says that this end is there, so that the other side begins, and anew when one was left over there. */
  greet(): void {
    this.hooks.send({ from_end: this.end, candidate: null });
  }

  /** Takes a signal of the other side, after those before it. What cannot be read changes nothing. */
  receive(signal: unknown): void {
    if (!isSignal(signal)) return;
    this.line = this.line.then(() => this.take(signal)).catch(() => undefined);
  }

  close(): void {
    this.isClosed = true;
    this.drop();
  }

  /** Begins anew, with a new end. */
  renew(): void {
    this.drop();
    this.end = randomKey().slice(0, 12);
    this.otherEnd = null;
    if (!this.isClosed) void this.start();
  }

  private drop(): void {
    this.connection?.close();
    this.connection = null;
    this.making = null;
  }

  private async make(): Promise<RTCPeerConnection | null> {
    const config = await this.hooks.config();
    if (this.isClosed || this.connection) return this.connection;
    const made = new RTCPeerConnection(config);
    this.connection = made;
    made.addEventListener('negotiationneeded', () => this.need(made));
    made.addEventListener('icecandidate', ({ candidate }) =>
      this.tell(made, { candidate: candidate?.toJSON() ?? null }),
    );
    made.addEventListener('connectionstatechange', () => this.watch(made));
    this.hooks.made(made, this.begins);
    return made;
  }

  /** The side that begins makes the first offer: Chromium often gathers nothing after one that it had to roll back. */
  private need(connection: RTCPeerConnection): void {
    if (this.begins || connection.remoteDescription) void this.offer(connection);
  }

  private async offer(connection: RTCPeerConnection): Promise<void> {
    try {
      this.isOffering = true;
      await connection.setLocalDescription();
      this.describe(connection);
    } catch {
      // A connection that was closed meanwhile has nothing to offer.
    } finally {
      this.isOffering = false;
    }
  }

  private describe(connection: RTCPeerConnection): void {
    const { localDescription } = connection;
    if (localDescription)
      this.tell(connection, { description: { type: localDescription.type, sdp: localDescription.sdp } });
  }

  private tell(connection: RTCPeerConnection, about: Pick<Signal, 'description' | 'candidate'>): void {
    if (connection !== this.connection) return;
    const { end: from_end, otherEnd } = this;
    this.hooks.send({ from_end, ...(otherEnd !== null && { to_end: otherEnd }), ...about });
  }

  private async take(signal: Signal): Promise<void> {
    const verdict = judge(signal, this.end, this.otherEnd);
    if (verdict === 'stale' || this.isClosed) return;
    if (verdict === 'renew') this.renew();
    const connection = await this.start();
    if (!connection) return;
    this.otherEnd = signal.from_end;
    if (signal.description) return this.takeDescription(connection, signal.description);
    // An offer that was made before the other side was there has been lost.
    if (isGreeting(signal) && !connection.remoteDescription) return this.describe(connection);
    await connection.addIceCandidate(signal.candidate ?? undefined).catch((error: unknown) => {
      if (!this.isIgnoring) throw error;
    });
  }

  private async takeDescription(
    connection: RTCPeerConnection,
    description: RTCSessionDescriptionInit,
  ): Promise<void> {
    const isOffer = description.type === 'offer';
    const collides = isOffer && (this.isOffering || connection.signalingState !== 'stable');
    this.isIgnoring = collides && this.begins;
    if (this.isIgnoring || isSameDescription(connection.remoteDescription?.sdp, description.sdp)) return;
    await connection.setRemoteDescription(description);
    if (!isOffer) return;
    this.hooks.offered?.(connection);
    await connection.setLocalDescription();
    this.describe(connection);
  }

  private watch(connection: RTCPeerConnection): void {
    if (connection !== this.connection) return;
    if (connection.connectionState === 'connected') this.hooks.changed('open');
    if (connection.connectionState === 'failed') this.hooks.changed('broken');
  }
}
