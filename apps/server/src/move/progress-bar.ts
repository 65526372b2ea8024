import { progressLine } from './rules/progress-line.js';

/** Milliseconds between two drawings of a bar, and between two lines where there is no terminal. */
const redraw = 100;
const nextLine = 5000;

/** Shows how far a work has come: a bar on a terminal, else a line now and then. */
export class ProgressBar {
  private done = 0;
  private told = 0;
  private readonly began = performance.now();

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly total: number,
  ) {}

  add(bytes: number): void {
    this.done += bytes;
    const now = performance.now();
    if (now - this.told < (this.stream.isTTY ? redraw : nextLine)) return;
    this.told = now;
    this.write(this.stream.isTTY ? `\r  ${this.line()}\u001b[K` : `  ${this.line()}\n`);
  }

  /** Takes the bar away and says the whole in a line. */
  end(): void {
    this.done = this.total;
    this.write(this.stream.isTTY ? `\r  ${this.line()}\u001b[K\n` : `  ${this.line()}\n`);
  }

  private line(): string {
    const seconds = (performance.now() - this.began) / 1000;
    return progressLine({ done: this.done, total: this.total, seconds });
  }

  private write(text: string): void {
    this.stream.write(text);
  }
}
