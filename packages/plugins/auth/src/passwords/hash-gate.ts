/** Lets a few through at once and a bounded number wait: whoever comes when all places are taken is turned away. */
export class HashGate {
  private inside = 0;
  private readonly line: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly places: number,
    private readonly noteWaiting: (waiting: number) => void,
  ) {}

  /** Does the work when its turn comes, or answers `null` at once when there is no place to wait. */
  async run<T>(work: () => Promise<T>): Promise<{ value: T } | null> {
    if (this.inside >= this.atOnce && this.line.length >= this.places) return null;
    await this.enter();
    try {
      return { value: await work() };
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.inside < this.atOnce) {
      this.inside += 1;
      return;
    }
    await new Promise<void>((resolve) => {
      this.line.push(resolve);
      this.noteWaiting(this.line.length);
    });
  }

  /** Hands the place over to the next in line. */
  private leave(): void {
    const next = this.line.shift();
    if (!next) {
      this.inside -= 1;
      return;
    }
    this.noteWaiting(this.line.length);
    next();
  }
}
