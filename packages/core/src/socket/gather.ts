/** So many frames in one turn of the event loop are worth reading for by themselves. */
const plenty = 32;
/** Milliseconds without waiting after somebody was seen who answers states at once. */
const respect = 1000;

interface GatherOptions {
  /** Longest wait in milliseconds; 0 for never. */
  readonly ms: number;
  /** A number that grows with everything that is to be written. */
  readonly written: () => number;
  /** Whether calls are under way, which nobody should keep waiting. */
  readonly isBusy: () => boolean;
}

/**
 * Reads the states of many players together, as network cards do with packets. Players of a room with ticks send one by
 * one, all the time, and to wake up for each costs more than to handle it. So when a turn of the event loop has brought
 * a few hot frames that nobody answered, and nothing else, the process sleeps for a moment before it looks again.
 */
export class Gather {
  private readonly bed = new Int32Array(new SharedArrayBuffer(4));
  private frames = 0;
  private writtenBefore = 0;
  private isDisturbed = false;
  private awakeUntil = 0;

  constructor(private readonly options: GatherOptions) {}

  /** A hot frame is about to be handled. */
  begin(): void {
    if (this.frames === 0) this.writtenBefore = this.options.written();
    this.frames += 1;
  }

  /** It was handled. The look comes behind whatever its handler does at the end of this turn. */
  end(): void {
    if (this.frames === 1 && this.options.ms > 0) setImmediate(this.look);
  }

  /** Something came that is not to be kept waiting. */
  disturb(): void {
    this.isDisturbed = true;
  }

  private readonly look = (): void => {
    const { frames, isDisturbed } = this;
    const { ms, written, isBusy } = this.options;
    this.frames = 0;
    this.isDisturbed = false;
    const now = performance.now();
    if (written() !== this.writtenBefore) this.awakeUntil = now + respect;
    if (now < this.awakeUntil || isDisturbed || frames >= plenty || isBusy()) return;
    Atomics.wait(this.bed, 0, 0, ms);
  };
}
