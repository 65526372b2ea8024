/** Lets things happen one after the other: what comes while something is under way waits for its end. */
export class HookLine {
  private waiting: (() => void)[] = [];
  /** How many of `waiting` have had their turn. */
  private served = 0;
  private busy = false;
  private draining = false;

  get isBusy(): boolean {
    return this.busy;
  }

  /** Runs at once when nothing is under way, else in its turn. What fails takes nobody else with it. */
  run<T>(task: () => T | Promise<T>): T | Promise<T> {
    if (!this.busy) return this.start(task);
    return new Promise<T>((resolve, reject) => {
      this.waiting.push(() => {
        try {
          resolve(this.start(task));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  private start<T>(task: () => T | Promise<T>): T | Promise<T> {
    this.busy = true;
    let result: T | Promise<T>;
    try {
      result = task();
    } catch (error) {
      this.done();
      throw error;
    }
    if (result instanceof Promise) return result.finally(() => this.done());
    this.done();
    return result;
  }

  private done(): void {
    this.busy = false;
    if (this.draining) return;
    this.draining = true;
    while (!this.busy && this.served < this.waiting.length) (this.waiting[this.served++] as () => void)();
    if (this.served === this.waiting.length || this.served > 1_000) {
      this.waiting = this.waiting.slice(this.served);
      this.served = 0;
    }
    this.draining = false;
  }
}
