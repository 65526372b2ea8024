import type { Room } from '@aethex/client';
import { draw, type Dot } from './draw.js';
import { heading } from './keys.js';

/** Widths of the field a second. */
const speed = 0.4;

/** One match: moves this player at once, tells the others, and draws them where they were a moment ago. */
export class Game {
  private self: Dot;
  private readonly smooth;
  private last = performance.now();
  private isOver = false;

  constructor(
    private readonly room: Room<'throw'>,
    private readonly canvas: HTMLCanvasElement,
    hue: number,
  ) {
    this.self = { x: 0.25 + Math.random() / 2, y: 0.25 + Math.random() / 2, hue };
    this.smooth = room.interpolation({ keys: ['x', 'y'], angles: [] });
    room.sendState({ ...this.self });
    requestAnimationFrame(() => this.frame());
  }

  stop(): void {
    this.isOver = true;
    this.smooth.stop();
  }

  private frame(): void {
    if (this.isOver) return;
    const now = performance.now();
    this.move((now - this.last) / 1000);
    this.last = now;
    const id = this.room.self.player_id;
    draw(this.canvas, new Map([...this.others(id), [id, this.self]]), id);
    requestAnimationFrame(() => this.frame());
  }

  private move(seconds: number): void {
    const { dx, dy } = heading();
    if (dx === 0 && dy === 0) return;
    const step = (speed * seconds) / Math.hypot(dx, dy);
    this.self = { ...this.self, x: within(this.self.x + dx * step), y: within(this.self.y + dy * step) };
    // The client gathers these to the tick rate of the room: twenty a second.
    this.room.sendState({ x: this.self.x, y: this.self.y });
  }

  /** Everybody else, and what a state must have to be drawn: others may send anything. */
  private *others(id: string): Iterable<[string, Dot]> {
    for (const [other, { x, y, hue }] of this.smooth.all())
      if (other !== id && typeof x === 'number' && typeof y === 'number' && typeof hue === 'number')
        yield [other, { x, y, hue }];
  }
}

const within = (value: number): number => Math.min(1, Math.max(0, value));
