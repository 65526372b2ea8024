import { Bus, Db, Logger } from '@aethex/core';
import { Injectable } from '@nestjs/common';

/** A queue of a game. */
export interface QueueRef {
  readonly gameId: string;
  readonly queue: string;
}

const topic = 'aethex.matchmaking';
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Tells the node that looks after a queue that something changed in it. Who misses it looks within a second anyway. */
@Injectable()
export class QueueBell {
  constructor(
    private readonly bus: Bus,
    private readonly db: Db,
    private readonly log: Logger,
  ) {}

  /** Rings after the commit. */
  ring({ gameId, queue }: QueueRef): Promise<void> {
    return this.db.afterCommit(() =>
      this.bus.publish(topic, encoder.encode(JSON.stringify({ gameId, queue }))),
    );
  }

  /** Hears every queue of every node. Returns its undo. */
  hear(listener: (ref: QueueRef) => void): Promise<() => Promise<void>> {
    return this.bus.subscribe(topic, (bytes) => {
      try {
        listener(JSON.parse(decoder.decode(bytes)) as QueueRef);
      } catch (error) {
        this.log.warn({ err: error }, 'a message about a queue was not understood');
      }
    });
  }
}
