/** Something that gathers what it has to write until the turn of the event loop ends. */
export interface Gathering {
  flush(): void;
}

/** Longest time spent on writing before others may run, in milliseconds, and how often it is looked at. */
const slice = 10;
const lookEvery = 32;

let isEnding = false;

/**
 * Runs the work when this turn of the event loop has read what there is to read. What it sends leaves with it, and not
 * a turn later.
 */
export function endOfTurn(work: () => void): void {
  setImmediate(() => {
    isEnding = true;
    try {
      work();
    } finally {
      isEnding = false;
    }
  });
}

/**
 * Lets everything that was gathered in one turn of the event loop leave at its end. A broadcast to thousands is spread
 * over several turns, so that reading never stands still.
 */
export class Turn {
  private due: Gathering[] = [];
  private at = 0;

  add(gathering: Gathering): void {
    if (this.due.push(gathering) > 1) return;
    if (isEnding) process.nextTick(this.run);
    else setImmediate(this.run);
  }

  private readonly run = (): void => {
    const until = performance.now() + slice;
    const { due } = this;
    while (this.at < due.length) {
      (due[this.at] as Gathering).flush();
      this.at += 1;
      if (this.at % lookEvery === 0 && performance.now() > until) return void setImmediate(this.run);
    }
    this.due = [];
    this.at = 0;
  };
}
