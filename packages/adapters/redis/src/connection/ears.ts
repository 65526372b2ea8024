import type { Logger } from '@aethex/core';
import type { Redis } from 'ioredis';

/** Milliseconds between two signs of life: a connection that only listens would not notice that it is dead. */
const pulseMs = 3_000;

type Hear = (message: Buffer) => void;

/** Listens to channels on one connection, and to all of them again when it had to be made anew. */
export class Ears {
  private readonly wanted = new Map<string, number>();
  private readonly hearers = new Map<string, readonly Hear[]>();
  private readonly pulse: NodeJS.Timeout;

  constructor(
    readonly client: Redis,
    private readonly log: Logger,
  ) {
    client.on('messageBuffer', (channel: Buffer, message: Buffer) => {
      for (const hear of this.hearers.get(channel.toString()) ?? []) hear(message);
    });
    client.on('ready', () => void this.again());
    this.pulse = setInterval(() => void this.beat(), pulseMs).unref();
  }

  /** Resolves when Redis has confirmed it; what was published before is not heard. The undo may be called twice. */
  async listen(channel: string, hear: Hear): Promise<() => Promise<void>> {
    await this.want(channel);
    // An own function each time: the same one may listen twice, and each undo ends one.
    const hearer: Hear = (message) => hear(message);
    this.hearers.set(channel, [...(this.hearers.get(channel) ?? []), hearer]);
    let over = false;
    return async () => {
      if (over) return;
      over = true;
      const left = (this.hearers.get(channel) ?? []).filter((one) => one !== hearer);
      if (left.length > 0) this.hearers.set(channel, left);
      else this.hearers.delete(channel);
      await this.unwant(channel);
    };
  }

  /** Keeps a channel subscribed for somebody who hears the messages of the connection himself. */
  keep(channel: string): void {
    this.wanted.set(channel, (this.wanted.get(channel) ?? 0) + 1);
  }

  close(): void {
    clearInterval(this.pulse);
  }

  private async want(channel: string): Promise<void> {
    this.wanted.set(channel, (this.wanted.get(channel) ?? 0) + 1);
    try {
      await this.client.subscribe(channel);
    } catch (error) {
      await this.unwant(channel);
      throw error;
    }
  }

  private async unwant(channel: string): Promise<void> {
    const left = (this.wanted.get(channel) ?? 1) - 1;
    if (left > 0) return void this.wanted.set(channel, left);
    this.wanted.delete(channel);
    // When Redis is away, so is the subscription.
    await this.client.unsubscribe(channel).catch(() => undefined);
  }

  private async again(): Promise<void> {
    const channels = [...this.wanted.keys()];
    if (channels.length === 0) return;
    try {
      await this.client.subscribe(...channels);
    } catch (error) {
      this.log.debug({ err: error }, 'Redis was gone again before it heard what to listen to');
      this.client.disconnect(true);
    }
  }

  private async beat(): Promise<void> {
    if (this.client.status !== 'ready') return;
    // What is not answered ends the connection by its own limit.
    await this.client.ping().catch(() => undefined);
  }
}
