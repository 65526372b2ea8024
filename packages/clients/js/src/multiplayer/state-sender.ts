import type { Settings } from '../options.js';
import type { SocketKeeper } from '../socket/socket-keeper.js';
import { later } from '../timing.js';
import { StateDraft } from './rules/state-draft.js';

/** States a second at most, in rooms that pass every one on at once (protocol: realtimeFrames take 60). */
const fastest = 50;

/** Sends the player's own state, as often as the room passes states on, and only what changed. */
export class StateSender {
  private readonly draft: StateDraft;
  private lastSent = Number.NEGATIVE_INFINITY;
  private undoTimer: (() => void) | null = null;
  private isOpen = true;

  constructor(
    private readonly wire: Pick<SocketKeeper, 'tell'>,
    private readonly settings: Pick<Settings, 'types' | 'now'>,
    private readonly tickRate: () => number,
  ) {
    this.draft = new StateDraft(settings.types);
  }

  merge(data: Readonly<Record<string, unknown>>): void {
    this.draft.merge(data);
    this.flushInTime();
  }

  broken(): void {
    this.isOpen = false;
    this.rest();
  }

  /** The room is taken to know nothing of the player but that these keys exist. */
  restart(keys: readonly string[] = []): void {
    this.isOpen = true;
    this.draft.doubt(keys);
    this.flush();
  }

  end(): void {
    this.broken();
  }

  private flushInTime(): void {
    if (!this.isOpen || this.undoTimer) return;
    const wait = this.lastSent + 1000 / (this.tickRate() || fastest) - performance.now();
    if (wait <= 0) return this.flush();
    this.undoTimer = later(wait, () => {
      this.undoTimer = null;
      this.flush();
    });
  }

  private flush(): void {
    const data = this.draft.changes();
    if (!data) return;
    this.lastSent = performance.now();
    this.wire.tell({ type: 'state_update', timestamp: Math.round(this.settings.now()), data });
  }

  private rest(): void {
    this.undoTimer?.();
    this.undoTimer = null;
  }
}
