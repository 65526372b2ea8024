import type { WebSocket } from 'ws';

export interface OutboxLimits {
  readonly maxBuffered: number;
  readonly maxLagMs: number;
}

/** What waits to be written to one socket, and whether its reader is too slow. `ws` itself would buffer without end. */
export class Outbox {
  /** When each frame that still waits was handed over, the oldest first. */
  private readonly waiting: number[] = [];

  constructor(
    private readonly socket: WebSocket,
    private readonly limits: OutboxLimits,
  ) {}

  /** Hands a frame over and says whether the reader keeps up. */
  send(text: string): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return true;
    this.waiting.push(performance.now());
    this.socket.send(text, () => this.waiting.shift());
    return this.socket.bufferedAmount <= this.limits.maxBuffered;
  }

  /** Whether the oldest frame has waited for too long. */
  lags(now: number): boolean {
    const oldest = this.waiting[0];
    return oldest !== undefined && now - oldest > this.limits.maxLagMs;
  }
}
