import type { WebSocket } from 'ws';
import type { FrameEntry } from './frame-book.js';

/** A frame as it came off the wire. */
export interface Packet {
  readonly data: Buffer;
  readonly isBinary: boolean;
  /** The frame of a plugin it was recognised as. */
  readonly entry: FrameEntry | undefined;
}

/**
 * Handles the frames of one socket one after the other. When too many wait, reading pauses, and TCP tells the
 * client to slow down.
 */
export class Inbox {
  private readonly queue: Packet[] = [];
  private running = false;
  private run: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: WebSocket,
    private readonly most: number,
    private readonly handle: (packet: Packet) => Promise<void> | void,
  ) {}

  get isEmpty(): boolean {
    return !this.running && this.queue.length === 0;
  }

  /** Resolves when the frame that is being handled is done with, and those that wait. */
  done(): Promise<void> {
    return this.run;
  }

  push(packet: Packet): void {
    this.queue.push(packet);
    if (this.queue.length >= this.most) this.socket.pause();
    if (!this.running) this.run = this.handleAll();
  }

  clear(): void {
    this.queue.length = 0;
  }

  private async handleAll(): Promise<void> {
    this.running = true;
    for (let packet = this.queue.shift(); packet !== undefined; packet = this.queue.shift()) {
      if (this.socket.isPaused && this.queue.length < this.most / 2) this.socket.resume();
      const work = this.handle(packet);
      if (work) await work;
    }
    this.running = false;
  }
}
