import { refusal } from '../../client-errors.js';
import { success, type Failure, type Result } from '../../result.js';

/** Most frames and bytes that wait, and most frames that are on their way at once. */
export const outboxLimits = { frames: 1000, bytes: 1024 * 1024, window: 64 } as const;

/** What the server says of a frame it has handled. */
export interface Handled {
  /** Its place in the order of the room; absent when that was told on a connection that broke. */
  readonly seq?: number;
}

interface Waiting {
  readonly frame: object;
  readonly bytes: number;
  readonly settle: (result: Result<Handled>) => void;
  n: number;
  /** Whether the server may have it. */
  wasSent: boolean;
}

/**
 * What one seat sends, in order, numbered 1, 2, 3 …: the server handles each number once, so all that is not answered is
 * sent again after a break, and nothing happens twice. It knows neither socket nor clock.
 */
export class Outbox {
  private readonly waiting: Waiting[] = [];
  private bytes = 0;
  private lastN = 0;
  /** How many of those that wait are on their way. */
  private underWay = 0;

  /** The answer comes when the server has handled the frame, or when that can never be known. */
  add(frame: object, bytes: number): Promise<Result<Handled>> {
    if (this.waiting.length >= outboxLimits.frames || this.bytes + bytes > outboxLimits.bytes)
      return Promise.resolve(refusal('client.queue_full'));
    this.bytes += bytes;
    return new Promise((settle) => {
      this.waiting.push({ frame, bytes, settle, n: (this.lastN += 1), wasSent: false });
    });
  }

  get hasNext(): boolean {
    return this.underWay < Math.min(this.waiting.length, outboxLimits.window);
  }

  /** The next frame to send, or `null` when all are on their way or enough are. */
  next(): (object & { readonly n: number }) | null {
    const next = this.hasNext ? this.waiting[this.underWay] : undefined;
    if (!next) return null;
    this.underWay += 1;
    next.wasSent = true;
    return { ...next.frame, n: next.n };
  }

  /** The server answered a frame by its number. */
  answered(n: number, result: Result<Handled>): void {
    const at = this.waiting.findIndex((one) => one.n === n && one.wasSent);
    if (at >= 0) this.remove(at, result);
  }

  /** The server has handled neither this frame nor any behind it: another seat may send them. */
  notHandled(n: number): void {
    for (const one of this.waiting) if (one.n >= n) one.wasSent = false;
  }

  /** The connection broke: all that waits has to be sent again. */
  broken(): void {
    this.underWay = 0;
  }

  /** The same seat goes on, and all up to this number was handled; the answers are lost. */
  handled(n: number): void {
    while (this.waiting[0]?.wasSent && this.waiting[0].n <= n) this.remove(0, success({}));
  }

  /** Another seat begins to count anew. Of what was sent from the last one nobody knows whether it was handled. */
  reseated(): void {
    this.broken();
    while (this.waiting[0]?.wasSent) this.remove(0, refusal('client.offline'));
    this.lastN = 0;
    for (const one of this.waiting) one.n = this.lastN += 1;
  }

  /** The server broke off because a frame is too large: the largest that was on its way gets no second try. */
  tooLarge(): void {
    const sent = this.waiting.filter(({ wasSent }) => wasSent).map(({ bytes }) => bytes);
    const at = this.waiting.findIndex(({ bytes, wasSent }) => wasSent && bytes === Math.max(...sent));
    if (at >= 0) this.remove(at, refusal('client.frame_too_large'));
  }

  /** Nothing will be sent any more. */
  end(why: Failure): void {
    while (this.waiting.length > 0) this.remove(0, why);
  }

  private remove(at: number, result: Result<Handled>): void {
    const [gone] = this.waiting.splice(at, 1);
    if (!gone) return;
    if (at < this.underWay) this.underWay -= 1;
    this.bytes -= gone.bytes;
    gone.settle(result);
  }
}
