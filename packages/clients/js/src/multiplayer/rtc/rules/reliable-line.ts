/** One message on its way to a player. Both fields of it are counted per direction. */
export interface Parcel {
  /** 1, 2, 3 … for what must arrive; without it the message may be lost. */
  readonly n?: number;
  /** The highest `n` that has arrived without a gap. */
  readonly ack: number;
  /** Left out when it only acknowledges. */
  readonly data?: unknown;
}

/** Messages that wait for their acknowledgement, or for one that is missing before them. */
const most = 1_000;

/**
 * Numbers what goes to one player and orders what comes from them, whichever way each message takes: what was not
 * acknowledged can be sent again another way, and nothing is told twice.
 */
export class ReliableLine {
  private sent = 0;
  private seen = 0;
  private readonly unacknowledged = new Map<number, unknown>();
  private readonly early = new Map<number, unknown>();

  /** `null` when too much waits. */
  pack(data: unknown): Parcel | null {
    if (this.unacknowledged.size >= most) return null;
    this.sent += 1;
    this.unacknowledged.set(this.sent, data);
    return { n: this.sent, ack: this.seen, data };
  }

  packLossy(data: unknown): Parcel {
    return { ack: this.seen, data };
  }

  acknowledgement(): Parcel {
    return { ack: this.seen };
  }

  /** What has not been acknowledged yet, in order. */
  again(): readonly Parcel[] {
    return [...this.unacknowledged].map(([n, data]) => ({ n, ack: this.seen, data }));
  }

  /** The messages that can be told now, in order. `owes` says that the sender waits for an acknowledgement. */
  open({ n, ack, data }: Parcel): { readonly told: readonly unknown[]; readonly owes: boolean } {
    for (const sent of this.unacknowledged.keys()) if (sent <= ack) this.unacknowledged.delete(sent);
    if (n === undefined) return { told: data === undefined ? [] : [data], owes: false };
    if (n > this.seen && n <= this.seen + most) this.early.set(n, data);
    return { told: this.inOrder(), owes: true };
  }

  private inOrder(): unknown[] {
    const told: unknown[] = [];
    while (this.early.has(this.seen + 1)) {
      this.seen += 1;
      told.push(this.early.get(this.seen));
      this.early.delete(this.seen);
    }
    return told;
  }
}

export function isParcel(value: unknown): value is Parcel {
  if (typeof value !== 'object' || value === null) return false;
  const { n, ack } = value as Record<string, unknown>;
  return isCount(ack) && (n === undefined || (isCount(n) && n > 0));
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
