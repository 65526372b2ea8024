/** Does so much work at a time. What fails is told at the next `add`, at the latest at the end. */
export class Lane {
  private readonly under = new Set<Promise<void>>();
  private failure: { error: unknown } | undefined;

  constructor(private readonly many: number) {}

  /** Begins the work as soon as there is room. */
  async add(work: () => Promise<unknown>): Promise<void> {
    while (this.under.size >= this.many) await Promise.race(this.under);
    this.check();
    const one: Promise<void> = work()
      .then(
        () => undefined,
        (error: unknown) => void (this.failure ??= { error }),
      )
      .finally(() => this.under.delete(one));
    this.under.add(one);
  }

  /** Waits for everything that was begun. */
  async end(): Promise<void> {
    await Promise.all(this.under);
    this.check();
  }

  private check(): void {
    if (this.failure) throw this.failure.error;
  }
}
