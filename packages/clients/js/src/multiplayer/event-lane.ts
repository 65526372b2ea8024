import { refusal, type ClientErrorCode } from '../client-errors.js';
import { paramsOf } from '../http/caller.js';
import type { Settings } from '../options.js';
import { success, type ErrorInfo, type Failure, type Result } from '../result.js';
import { closeCode } from '../rules/close-codes.js';
import type { SocketKeeper } from '../socket/socket-keeper.js';
import { later } from '../timing.js';
import { Outbox } from './rules/outbox.js';
import { framePace, Pace } from './rules/pace.js';
import type { Sent } from './shapes.js';

/** Tells the ids of these frames from those of others. */
const prefix = 'n';

const numberOf = (ref: unknown): number | null =>
  typeof ref === 'string' && ref.startsWith(prefix) ? Number(ref.slice(prefix.length)) : null;

/** Sends what must arrive once and in order, no faster than the server takes it. */
export class EventLane {
  private readonly outbox = new Outbox();
  private pace = new Pace(framePace);
  private isOpen = true;
  private ended: Failure<ErrorInfo<ClientErrorCode>> | null = null;
  private undoTimer: (() => void) | null = null;

  constructor(
    private readonly wire: Pick<SocketKeeper, 'tell'>,
    private readonly settings: Pick<Settings, 'types'>,
  ) {}

  async send(frame: Readonly<Record<string, unknown>>): Promise<Result<Sent>> {
    if (this.ended) return this.ended;
    const text = paramsOf(frame, this.settings);
    if (!text.success) return text;
    const answer = this.outbox.add(JSON.parse(text.data) as object, text.data.length);
    this.pump();
    const handled = await answer;
    return handled.success ? success({ seq: handled.data.seq ?? null }) : handled;
  }

  answered(ref: unknown, result: Result<{ readonly seq?: number }>): void {
    const n = numberOf(ref);
    if (n === null) return;
    this.outbox.answered(n, result);
    this.pump();
  }

  /** The server knows of no seat: it has handled neither the frame it says this of nor any behind it. */
  unseated(ref: unknown): void {
    const n = numberOf(ref);
    if (n !== null) this.outbox.notHandled(n);
    this.broken(undefined);
  }

  broken(code: number | undefined): void {
    this.isOpen = false;
    if (code === closeCode.tooBig) this.outbox.tooLarge();
    this.outbox.broken();
    this.rest();
  }

  /** The same seat goes on, and the server has handled all up to this number. */
  resumed(handled = 0): void {
    this.outbox.handled(handled);
    this.restart();
  }

  /** Another seat begins. */
  reseated(): void {
    this.outbox.reseated();
    this.restart();
  }

  end(): void {
    this.rest();
    this.isOpen = false;
    this.ended = refusal('client.not_in_room');
    this.outbox.end(this.ended);
  }

  private restart(): void {
    if (!this.isOpen) this.pace = new Pace(framePace);
    this.isOpen = true;
    this.pump();
  }

  private pump(): void {
    while (this.isOpen && !this.undoTimer && this.outbox.hasNext) {
      const wait = this.pace.take(performance.now());
      const next = wait > 0 ? null : this.outbox.next();
      if (next) this.wire.tell({ ...next, id: `${prefix}${next.n}` });
      else this.pumpLater(wait);
    }
  }

  private pumpLater(ms: number): void {
    this.undoTimer = later(ms, () => {
      this.undoTimer = null;
      this.pump();
    });
  }

  private rest(): void {
    this.undoTimer?.();
    this.undoTimer = null;
  }
}
