import type { WebSocket } from 'ws';

/**
 * Handles the frames of one socket one after the other. When too many wait, reading pauses, and TCP tells the
 * client to slow down.
 */
export class Inbox {
  private readonly queue: string[] = [];
  private running = false;
  private run: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: WebSocket,
    private readonly most: number,
    private readonly handle: (frame: string) => Promise<void>,
  ) {}

  get isEmpty(): boolean {
    return !this.running && this.queue.length === 0;
  }

  /** Resolves when the frame that is being handled is done with, and those that wait. */
  done(): Promise<void> {
    return this.run;
  }

  push(frame: string): void {
    this.queue.push(frame);
    if (this.queue.length >= this.most) this.socket.pause();
    if (!this.running) this.run = this.handleAll();
  }

  clear(): void {
    this.queue.length = 0;
  }

  private async handleAll(): Promise<void> {
    this.running = true;
    for (let frame = this.queue.shift(); frame !== undefined; frame = this.queue.shift()) {
      if (this.socket.isPaused && this.queue.length < this.most / 2) this.socket.resume();
      await this.handle(frame);
    }
    this.running = false;
  }
}
