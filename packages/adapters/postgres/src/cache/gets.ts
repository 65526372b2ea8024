type Value = Buffer | null;

interface Ask {
  readonly hash: Buffer;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

/** Keys in one statement. */
const mostGathered = 100;

/** Gathers the gets of one turn of the event loop, so that they are read together. */
export class Gets {
  private asks: Ask[] = [];

  /** `read` gives the values of some keys, in their order. */
  constructor(private readonly read: (hashes: readonly Buffer[]) => Promise<readonly Value[]>) {}

  value(hash: Buffer): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.asks.push({ hash, resolve, reject });
      // After everything that has arrived on any socket in this turn.
      if (this.asks.length === 1) setImmediate(() => this.send());
    });
  }

  private send(): void {
    const asks = this.asks;
    this.asks = [];
    for (let from = 0; from < asks.length; from += mostGathered)
      void this.settle(asks.slice(from, from + mostGathered));
  }

  private async settle(asks: readonly Ask[]): Promise<void> {
    try {
      const values = await this.read(asks.map(({ hash }) => hash));
      asks.forEach(({ resolve }, index) => resolve(values[index] ?? null));
    } catch (error) {
      for (const { reject } of asks) reject(error);
    }
  }
}
