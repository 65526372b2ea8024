/** Does something at once when asked, and for all that ask within the time after it once more at its end. */
export class Settling {
  private busy = false;
  private asked = false;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly everyMs: number,
  ) {}

  ask(): void {
    this.asked = true;
    if (!this.busy) void this.run();
  }

  private async run(): Promise<void> {
    this.busy = true;
    this.asked = false;
    await this.work();
    setTimeout(() => {
      this.busy = false;
      if (this.asked) void this.run();
    }, this.everyMs).unref();
  }
}
