import { partsOf } from '../rules/parts.js';

/** Packets under way at once; what is said meanwhile gathers and goes as one. */
const mostUnderWay = 4;
/** Messages that may wait; beyond, all of them are dropped, and the other node sees that something is missing. */
const mostWaiting = 20_000;

/** How a packet is made and carried. */
export interface Carrier<Message> {
  /** The bytes of some messages. */
  pack(messages: readonly Message[]): Uint8Array;
  /** Sends one piece under the next number; rejects when it is lost. */
  carry(part: Uint8Array, number: number, index: number, count: number): Promise<void>;
  lost(error: unknown): void;
}

/** What one node has to say to another: gathered over a turn of the event loop, numbered, never growing without end. */
export class Outgoing<Message> {
  private waiting: Message[] = [];
  private underWay = 0;
  private number = 0;
  private isPlanned = false;

  constructor(private readonly carrier: Carrier<Message>) {}

  add(message: Message): void {
    if (this.waiting.length >= mostWaiting) this.drop();
    this.waiting.push(message);
    this.plan();
  }

  /** Resolves when all that was said is on its way, or lost. */
  async done(): Promise<void> {
    while (this.waiting.length > 0 || this.underWay > 0) await new Promise((next) => void setImmediate(next));
  }

  private plan(): void {
    if (this.isPlanned || this.underWay >= mostUnderWay || this.waiting.length === 0) return;
    this.isPlanned = true;
    setImmediate(() => {
      this.isPlanned = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    const messages = this.waiting;
    this.waiting = [];
    this.underWay += 1;
    try {
      const parts = partsOf(this.carrier.pack(messages));
      await Promise.all(
        parts.map((part, index) => this.carrier.carry(part, ++this.number, index, parts.length)),
      );
    } catch (error) {
      this.carrier.lost(error);
    } finally {
      this.underWay -= 1;
      this.plan();
    }
  }

  /** The number that is left out tells the other node. */
  private drop(): void {
    this.waiting = [];
    this.number += 1;
    this.carrier.lost(new Error('The other node is too slow.'));
  }
}
