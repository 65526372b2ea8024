import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Gathering, Turn } from './turn.js';

export interface OutboxLimits {
  readonly maxBuffered: number;
  readonly maxLagMs: number;
}

/** Gathered bytes beyond which they are written without waiting for the turn to end. */
const plenty = 65_536;
/** Up to so many bytes it is cheaper to copy several frames together than to hand them over one by one. */
const worthCopying = 16_384;

/**
 * What waits to be written to one socket, and whether its reader is too slow. Frames of one turn of the event loop
 * leave in one write. They go past `ws`, which would buffer without end and write each on its own.
 */
export class Outbox implements Gathering {
  private first: Buffer | null = null;
  private others: Buffer[] | null = null;
  private gathered = 0;
  /** All bytes that were ever handed to the stream. */
  private handed = 0;
  /** When so many bytes had been handed over and the last of them was seen waiting, the oldest first. */
  private marks: { readonly bytes: number; readonly at: number }[] | null = null;

  constructor(
    private readonly socket: WebSocket,
    private readonly stream: Socket,
    private readonly turn: Turn,
    private readonly limits: OutboxLimits,
  ) {}

  /** Bytes that are not yet with the kernel. */
  get buffered(): number {
    return this.gathered + this.stream.writableLength;
  }

  /** Takes a frame and says whether the reader keeps up. */
  push(frame: Buffer): boolean {
    if (this.stream.writableLength > this.limits.maxBuffered) return false;
    this.gathered += frame.length;
    if (this.first === null) {
      this.first = frame;
      this.turn.add(this);
    } else (this.others ??= []).push(frame);
    if (this.gathered > plenty) this.flush();
    return true;
  }

  flush(): void {
    const { first, others, stream } = this;
    if (first === null) return;
    this.first = null;
    this.others = null;
    this.handed += this.gathered;
    const bytes = this.gathered;
    this.gathered = 0;
    if (this.socket.readyState !== this.socket.OPEN || !stream.writable) return;
    if (others === null) stream.write(first);
    else if (bytes <= worthCopying) stream.write(Buffer.concat([first, ...others], bytes));
    else this.writeApart(first, others);
  }

  /** Whether some bytes have waited for too long, as far as it was asked often enough. `now` is monotonic. */
  lags(now: number): boolean {
    const waiting = this.stream.writableLength;
    if (waiting === 0) {
      this.marks = null;
      return false;
    }
    const marks = (this.marks ??= []);
    const taken = this.handed - waiting;
    while (marks[0] && marks[0].bytes <= taken) marks.shift();
    if (marks.at(-1)?.bytes !== this.handed) marks.push({ bytes: this.handed, at: now });
    return now - (marks[0]?.at ?? now) > this.limits.maxLagMs;
  }

  private writeApart(first: Buffer, others: readonly Buffer[]): void {
    this.stream.cork();
    this.stream.write(first);
    for (const frame of others) this.stream.write(frame);
    this.stream.uncork();
  }
}
