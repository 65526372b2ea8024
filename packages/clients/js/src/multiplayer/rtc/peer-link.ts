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
const [ackDelay, ackPatience] = [300, 1_500];
/** Milliseconds of silence on a direct way after which it is in doubt when the other side uses the server. */
const silence = 2_000;
/** The longest that what is not acknowledged waits before it is sent again. */
const longestWait = 12_000;
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
  private heardAt = 0;

  constructor(
    private readonly begins: boolean,
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
    if (reliable) this.retry ??= setTimeout(() => this.again(parcel.n, ackPatience), ackPatience);
    return true;
  }

  signalled(signal: unknown): void {
    if (hasWebRtc()) this.peer.receive(signal);
  }

  /** Takes a message that came through the server. */
  relayed(value: unknown): void {
    if (performance.now() - this.heardAt > silence) this.become('relay');
    if (typeof value === 'string') this.open(value);
  }

  private open(text: string): void {
    const parcel = readText(text);
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
    if (!this.begins) this.peer.greet();
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
    sure.addEventListener('open', () => this.works(sure));
    sure.addEventListener('close', () => {
      if (this.channels.sure === sure) this.rest();
    });
    for (const channel of [sure, lossy])
      channel.addEventListener('message', ({ data }) => {
        this.works(sure);
        this.open(String(data));
      });
  }

  /** The direct way has just been seen to work. */
  private works(sure: RTCDataChannel): void {
    if (this.channels.sure !== sure) return;
    this.heardAt = performance.now();
    if (this.path === 'direct') return;
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

  /** Sends again what should have been acknowledged by now, both ways: the direct one is in doubt. */
  private again(oldest: number | undefined, waited: number): void {
    this.retry = undefined;
    const waiting = this.line.again();
    if (waiting.length === 0) return;
    const isStuck = waiting[0]?.n === oldest;
    const wait = isStuck ? Math.min(waited * 2, longestWait) : ackPatience;
    if (isStuck) {
      this.become('relay');
      for (const parcel of waiting.slice(0, mostAgain)) this.post(parcel);
    }
    this.retry = setTimeout(() => this.again(waiting[0]?.n, wait), wait);
  }

  /** Goes through the server besides when the direct way is in doubt; but what may be lost goes one way only. */
  private post(parcel: Parcel): void {
    const text = writeText(parcel);
    const { sure, lossy } = this.channels;
    const mayBeLost = parcel.n === undefined && parcel.data !== undefined;
    if (mayBeLost) return this.postLossy(text, lossy);
    if (sure?.readyState === 'open') sure.send(text);
    if (this.path === 'relay') this.hooks.relay(text);
  }

  private postLossy(text: string, channel: RTCDataChannel | undefined): void {
    if (this.path === 'relay') {
      if (this.mayRelay()) this.hooks.relay(text);
    } else if (channel?.readyState === 'open' && channel.bufferedAmount < channelFull) channel.send(text);
  }

  private mayRelay(): boolean {
    const now = performance.now();
    if (now - this.lossyAt < lossyPace) return false;
    this.lossyAt = now;
    return true;
  }
}

const hasWebRtc = (): boolean => typeof RTCPeerConnection !== 'undefined';
