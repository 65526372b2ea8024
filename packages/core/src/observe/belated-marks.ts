/** Milliseconds between two tries. */
const tryEvery = 500;
/** How many places are remembered; a cache that is away for that many writes has lost most of what it knew. */
const most = 100_000;

/** Places of a cache that were written to while it was away, and that it must be told of before it is believed again. */
export class BelatedMarks {
  private readonly places = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly mark: (place: string) => Promise<unknown>) {}

  add(place: string): void {
    if (this.places.size < most) this.places.add(place);
    this.timer ??= setInterval(() => void this.tell(), tryEvery).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Tells the cache of one after the other, until it is away again or knows all of them. */
  private async tell(): Promise<void> {
    try {
      for (const place of this.places) {
        await this.mark(place);
        this.places.delete(place);
      }
      this.stop();
    } catch {
      // Still away.
    }
  }
}
