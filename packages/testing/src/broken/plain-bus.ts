import { adapter, Bus, type Adapter, type Undo } from '@aethex/core';

type Listener = (bytes: Uint8Array) => void | Promise<void>;

/** The simplest bus there can be: it tells at once, and so a listener that answers comes before its question. */
export class PlainBus extends Bus {
  private readonly topics = new Map<string, { listener: Listener }[]>();

  constructor(private readonly copy: (bytes: Uint8Array) => Uint8Array) {
    super();
  }

  async publish(topic: string, bytes: Uint8Array): Promise<void> {
    const kept = this.copy(bytes);
    for (const { listener } of this.topics.get(topic) ?? []) this.tell(listener, kept);
  }

  async subscribe(topic: string, listener: Listener): Promise<Undo> {
    const mine = { listener };
    this.topics.set(topic, [...(this.topics.get(topic) ?? []), mine]);
    return async () =>
      void this.topics.set(
        topic,
        (this.topics.get(topic) ?? []).filter((one) => one !== mine),
      );
  }

  private tell(listener: Listener, bytes: Uint8Array): void {
    // What a listener throws is its own affair.
    new Promise((resolve) => resolve(listener(bytes))).catch(() => undefined);
  }
}

/** A bus that keeps the bytes as `copy` says. */
export const plainBus = (copy: (bytes: Uint8Array) => Uint8Array): Adapter<Bus> =>
  adapter<Bus>({ port: Bus, name: 'plain', reach: 'process', create: () => new PlainBus(copy) });
