import type { TestServer } from '@aethex/testing';
import { WebSocket } from 'ws';

interface Heard {
  readonly type: string;
  readonly seq?: number;
  readonly n?: number;
  readonly ref?: number;
  readonly resume_token?: string;
  readonly resumed?: boolean;
  readonly from?: string;
  readonly data?: unknown;
  readonly reason?: string;
  readonly room?: { readonly room_id: string };
}

/** Frames a connection may send at once before the server refuses further ones. */
const burst = 100;

/** A client that comes back whenever its connection breaks: numbers what it sends, and sends again what was not handled. */
export class ResumingClient {
  /** Events of the room in the order they were heard. */
  readonly events: Heard[] = [];
  readonly resyncs: string[] = [];
  resumes = 0;
  handled = 0;
  isSettled = false;
  private raw: WebSocket | undefined;
  private readonly outbox: { n: number; text: string }[] = [];
  private count = 0;
  private token = '';
  private seq = 0;
  private isEnded = false;
  /** How many of the outbox this connection has sent, and how many it has sent altogether. */
  private inFlight = 0;
  private sent = 0;

  constructor(
    private readonly server: TestServer,
    private readonly name: string,
    private readonly roomId: string,
    private readonly features: readonly string[] = [],
  ) {}

  async open(): Promise<void> {
    const token = await this.server.as(this.name).token();
    const raw = new WebSocket(`${this.server.url.replace('http', 'ws')}/v1/multiplayer`);
    this.raw = raw;
    raw.on('error', () => undefined);
    raw.on('message', (bytes: Buffer) => {
      if (this.raw === raw) this.hear(JSON.parse(bytes.toString()) as Heard);
    });
    raw.once('open', () => {
      const resume = this.token && { resume: { token: this.token, seq: this.seq } };
      raw.send(JSON.stringify({ type: 'auth', token, features: this.features, ...resume }));
    });
    raw.once('close', () => {
      if (this.raw !== raw || this.isEnded) return;
      this.isSettled = false;
      void this.open();
    });
  }

  /** Sends something once, however often the connection breaks. */
  send(data: unknown): void {
    const n = (this.count += 1);
    const text = JSON.stringify({ type: 'send_message', data, n, id: n });
    this.outbox.push({ n, text });
    this.flush();
  }

  get waiting(): number {
    return this.outbox.length;
  }

  /** Breaks the connection without a word. */
  cut(): void {
    this.raw?.terminate();
  }

  end(): void {
    this.isEnded = true;
    this.raw?.terminate();
  }

  private hear(frame: Heard): void {
    if (frame.type === 'auth_ok') {
      if (!this.token) this.raw?.send(JSON.stringify({ type: 'join_room', room_id: this.roomId }));
      else if (!frame.resumed) throw new Error('The seat is gone.');
      return;
    }
    if (frame.type === 'room_joined') {
      this.token = frame.resume_token as string;
      this.seq = frame.seq as number;
      this.settle(frame.n as number);
    } else if (frame.type === 'ack' && frame.ref === undefined) {
      this.resumes += 1;
      this.settle(frame.n as number);
    } else if (frame.type === 'ack') this.covered(frame.n as number);
    else if (frame.type === 'resync_required') this.resyncs.push(frame.reason as string);
    else if (frame.seq !== undefined) {
      this.seq = frame.seq;
      this.events.push(frame);
    }
  }

  private settle(n: number): void {
    this.covered(n);
    this.isSettled = true;
    this.inFlight = this.sent = 0;
    this.flush();
  }

  private flush(): void {
    while (this.isSettled && this.sent < burst && this.inFlight < this.outbox.length) {
      this.raw?.send(this.outbox[this.inFlight++]!.text);
      this.sent += 1;
    }
  }

  private covered(n: number): void {
    this.handled = Math.max(this.handled, n);
    while (this.outbox[0] && this.outbox[0].n <= n) {
      this.outbox.shift();
      this.inFlight -= 1;
    }
  }
}
