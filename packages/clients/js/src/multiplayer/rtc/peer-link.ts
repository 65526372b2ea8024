import { randomKey } from '../../rules/bytes.js';
import { isParcel, ReliableLine, type Parcel } from './rules/reliable-line.js';
import { PeerConnection } from './peer-connection.js';
import type { Signal } from './rules/session-match.js';
import { readText, writeText } from './rules/payload.js';

/** How messages go to a player: straight to them, or through the server. */
export type Path = 'direct' | 'relay';

export interface LinkHooks {
  readonly config: () => Promise<RTCConfiguration>;
  readonly signal: (signal: Signal) => void;
  readonly relay: (text: string) => void;
  readonly told: (data: unknown) => void;
  readonly path: (path: Path) => void;
}

/** Milliseconds for a direct connection to come about, and until it is tried again. */
const [patience, rest] = [10_000, 30_000];
/** Milliseconds an acknowledgement waits for something to travel with, and a message for its acknowledgement. */
const [ackDelay, ackPatience] = [300, 3_000];
/** Messages that are sent again at once. */
const mostAgain = 32;
/** Milliseconds between messages that may be lost while they go through the server. */
const lossyPace = 50;
/** Bytes that wait in a channel before messages that may be lost are. */
const channelFull = 65_536;

type Timer = ReturnType<typeof setTimeout>;

/** The way to one player: two data channels when they can be had, the server when not. */
export class PeerLink {
  path: Path = 'relay';
  private readonly line = new ReliableLine(randomKey().slice(0, 12));
  private readonly peer: PeerConnection;
  private channels: { readonly sure?: RTCDataChannel; readonly lossy?: RTCDataChannel } = {};
  private readonly waiting = new Set<() => void>();
  /** `trying` while a direct connection may still come about, `resting` until the next try. */
  private state: 'idle' | 'trying' | 'resting' | 'closed' = 'idle';
  private timer: Timer | undefined;
  private ack: Timer | undefined;
  private retry: Timer | undefined;
  private lossyAt = -lossyPace;

  constructor(
    begins: boolean,
    private readonly hooks: LinkHooks,
  ) {
    this.peer = new PeerConnection(begins, {
      config: hooks.config,
      send: hooks.signal,
      made: (connection) => this.made(connection),
      changed: (state) => {
        if (state === 'broken') this.rest();
      },
    });
  }

  /** Begins a direct connection, unless there is one or none is to be had for now. */
  begin(): void {
    if (this.state === 'idle' && this.path === 'relay' && hasWebRtc()) this.try();
  }

  /** Resolves to the way there is, when a direct one has come about or was waited for long enough. */
  connect(): Promise<Path> {
    if (this.path === 'direct' || this.state === 'closed' || !hasWebRtc()) return Promise.resolve(this.path);
    if (this.state === 'resting') this.peer.renew();
    if (this.state !== 'trying') this.try();
    return new Promise((resolve) => this.waiting.add(() => resolve(this.path)));
  }

  /** `false` when too much waits for the other player. */
  send(data: unknown, reliable: boolean): boolean {
    const parcel = reliable ? this.line.pack(data) : this.line.packLossy(data);
    if (!parcel) return false;
    this.post(parcel);
    if (reliable) this.retry ??= setTimeout(() => this.again(parcel.n), ackPatience);
    return true;
  }

  signalled(signal: unknown): void {
    if (hasWebRtc()) this.peer.receive(signal);
  }

  /** Takes a message, whichever way it came. */
  open(value: unknown): void {
    const parcel = typeof value === 'string' ? readText(value) : value;
    if (!isParcel(parcel)) return;
    const { told, owes } = this.line.open(parcel);
    if (owes) this.ack ??= setTimeout(() => this.acknowledge(), ackDelay);
    for (const data of told) this.hooks.told(data);
  }

  close(): void {
    this.state = 'closed';
    for (const timer of [this.timer, this.ack, this.retry]) clearTimeout(timer);
    this.channels = {};
    this.peer.close();
    this.settle();
  }

  private try(): void {
    this.state = 'trying';
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), patience);
    void this.peer.start();
  }

  private made(connection: RTCPeerConnection): void {
    this.lost();
    // Both sides open the same two channels, so that neither waits for the other to announce them.
    const sure = connection.createDataChannel('sure', { negotiated: true, id: 1 });
    const lossy = connection.createDataChannel('lossy', {
      negotiated: true,
      id: 2,
      ordered: false,
      maxRetransmits: 0,
    });
    this.channels = { sure, lossy };
    sure.addEventListener('open', () => this.opened(sure));
    sure.addEventListener('close', () => {
      if (this.channels.sure === sure) this.rest();
    });
    for (const channel of [sure, lossy])
      channel.addEventListener('message', ({ data }) => this.open(String(data)));
  }

  private opened(channel: RTCDataChannel): void {
    if (this.channels.sure !== channel) return;
    this.state = 'idle';
    clearTimeout(this.timer);
    this.become('direct');
    this.settle();
  }

  /** Goes on through the server and tries the direct way again later. */
  private rest(): void {
    if (this.state === 'closed') return;
    this.state = 'resting';
    this.lost();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.peer.renew();
      this.try();
    }, rest);
    this.settle();
  }

  /** The direct way is gone: what was not acknowledged goes through the server. */
  private lost(): void {
    this.channels = {};
    if (this.path === 'relay') return;
    this.become('relay');
    for (const parcel of this.line.again()) this.post(parcel);
  }

  private become(path: Path): void {
    if (this.path === path) return;
    this.path = path;
    this.hooks.path(path);
  }

  private settle(): void {
    for (const tell of this.waiting) tell();
    this.waiting.clear();
  }

  private acknowledge(): void {
    this.ack = undefined;
    this.post(this.line.acknowledgement());
  }

  /** Sends again through the server what should have been acknowledged by now, whatever became of the direct way. */
  private again(oldest: number | undefined): void {
    this.retry = undefined;
    const [first, ...others] = this.line.again();
    if (!first) return;
    if (first.n === oldest)
      for (const parcel of [first, ...others].slice(0, mostAgain)) this.hooks.relay(writeText(parcel));
    this.retry = setTimeout(() => this.again(first.n), ackPatience);
  }

  private post(parcel: Parcel): void {
    const isLossy = parcel.n === undefined && parcel.data !== undefined;
    const channel = isLossy ? this.channels.lossy : this.channels.sure;
    if (this.path === 'direct' && channel?.readyState === 'open') {
      if (!isLossy || channel.bufferedAmount < channelFull) channel.send(writeText(parcel));
    } else if (!isLossy || this.mayRelay()) this.hooks.relay(writeText(parcel));
  }

  private mayRelay(): boolean {
    const now = performance.now();
    if (now - this.lossyAt < lossyPace) return false;
    this.lossyAt = now;
    return true;
  }
}

const hasWebRtc = (): boolean => typeof RTCPeerConnection !== 'undefined';
