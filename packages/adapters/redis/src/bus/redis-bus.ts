import { AsyncResource } from 'node:async_hooks';
import { Bus, hearSafely, type Logger, type Undo } from '@aethex/core';
import type { Redis } from 'ioredis';
import type { Ears } from '../connection/ears.js';
import { asked } from '../connection/unavailable.js';

/** A bus of Redis' pub and sub. `word` stands between the prefix and the topic in the names of its channels. */
export class RedisBus extends Bus {
  constructor(
    private readonly redis: Redis,
    private readonly ears: Ears,
    private readonly prefix: string,
    private readonly log: Logger,
    private readonly word: 'bus' | 'relay' = 'bus',
  ) {
    super();
  }

  async publish(topic: string, bytes: Uint8Array): Promise<void> {
    const copy = Buffer.from(bytes);
    await asked(this.part, this.redis, () => this.redis.publish(this.channelOf(topic), copy));
  }

  async subscribe(topic: string, listener: (bytes: Uint8Array) => void | Promise<void>): Promise<Undo> {
    // A listener belongs to where it was subscribed, not to the connection that its messages come by.
    const hear = AsyncResource.bind(listener);
    const failed = (error: unknown): void =>
      this.log.error({ err: error, topic }, `a listener of the ${this.word} failed`);
    const tell = (message: Buffer): void => hearSafely(hear, new Uint8Array(message), failed);
    return asked(this.part, this.ears.client, () => this.ears.listen(this.channelOf(topic), tell));
  }

  private get part(): string {
    return this.word === 'bus' ? 'Bus' : 'Relay';
  }

  private channelOf(topic: string): string {
    return `${this.prefix}:${this.word}:${topic}`;
  }
}
