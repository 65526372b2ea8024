/** One message on its way to a player. */
export interface Parcel {
  /** The end that sends it. A page that was loaded anew is another end. */
  readonly end: string;
  /** The count that `n` belongs to: it begins anew when the other end does. */
  readonly count: number;
  /** 1, 2, 3 … for what must arrive; without it the message may be lost. */
  readonly n?: number;
  /** What has arrived without a gap: of which end, in which of its counts, up to which `n`. */
  readonly ack?: readonly [end: string, count: number, n: number];
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
  private count = 1;
  private sent = 0;
  private other: { readonly end: string; count: number; seen: number } | null = null;
  private unacknowledged = new Map<number, unknown>();
  private readonly early = new Map<number, unknown>();
  private readonly gone = new Set<string>();

  constructor(private readonly end: string) {}

  /** `null` when too much waits. */
  pack(data: unknown): Parcel | null {
    if (this.unacknowledged.size >= most) return null;
    this.sent += 1;
    this.unacknowledged.set(this.sent, data);
    return { ...this.acknowledgement(), n: this.sent, data };
  }

  packLossy(data: unknown): Parcel {
    return { ...this.acknowledgement(), data };
  }

  acknowledgement(): Parcel {
    const { end, count, other } = this;
    return { end, count, ...(other && { ack: [other.end, other.count, other.seen] }) };
  }

  /** What has not been acknowledged yet, in order. */
  again(): readonly Parcel[] {
    return [...this.unacknowledged].map(([n, data]) => ({ ...this.acknowledgement(), n, data }));
  }

  /** The messages that can be told now, in order. `owes` says that the sender waits for an acknowledgement. */
  open(parcel: Parcel): { readonly told: readonly unknown[]; readonly owes: boolean } {
    const other = this.meet(parcel);
    if (!other) return { told: [], owes: false };
    this.settle(parcel.ack);
    const { n, data } = parcel;
    if (n === undefined) return { told: data === undefined ? [] : [data], owes: false };
    if (n > other.seen && n <= other.seen + most) this.early.set(n, data);
    return { told: this.inOrder(other), owes: true };
  }

  /** `null` when the message comes from an end, or belongs to a count, that is over. */
  private meet({ end, count }: Parcel): { seen: number } | null {
    if (this.gone.has(end)) return null;
    if (this.other && this.other.end !== end) {
      this.gone.add(this.other.end);
      this.restart();
      this.other = null;
    }
    if (this.other && count < this.other.count) return null;
    if (this.other?.count !== count) {
      this.other = { end, count, seen: 0 };
      this.early.clear();
    }
    return this.other;
  }

  /** The other end is a new one and knows nothing of what was counted so far. */
  private restart(): void {
    this.count += 1;
    this.unacknowledged = new Map([...this.unacknowledged.values()].map((data, index) => [index + 1, data]));
    this.sent = this.unacknowledged.size;
  }

  private settle(ack: Parcel['ack']): void {
    if (ack?.[0] !== this.end || ack[1] !== this.count) return;
    for (const n of this.unacknowledged.keys()) if (n <= ack[2]) this.unacknowledged.delete(n);
  }

  private inOrder(other: { seen: number }): unknown[] {
    const told: unknown[] = [];
    while (this.early.has(other.seen + 1)) {
      other.seen += 1;
      told.push(this.early.get(other.seen));
      this.early.delete(other.seen);
    }
    return told;
  }
}

export function isParcel(value: unknown): value is Parcel {
  if (typeof value !== 'object' || value === null) return false;
  const { end, count, n, ack } = value as Record<string, unknown>;
  return typeof end === 'string' && isCount(count) && (n === undefined || isCount(n)) && isAck(ack);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

const isAck = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) && typeof value[0] === 'string' && value.slice(1).every(Number.isSafeInteger));
