import { houseError } from '@aethex/protocol';

/** What the line needs of a connection. */
export interface LineConnection {
  exec(sql: string): void;
  readonly inTransaction: boolean;
}

/** A writer's turn. Exactly one of `done` and `undo` ends it. */
export interface Turn {
  /** Ends the turn well. Fulfils when what was written is durable. */
  done(): Promise<void>;
  /** Takes back what was written in this turn, and in no other. */
  undo(): void;
}

interface Group {
  /** Turns of this group that ended well and wait for the commit. */
  readonly waiting: { resolve: () => void; reject: (error: unknown) => void }[];
  readonly openedAt: number;
}

interface Waiter {
  enter(turn: Turn): void;
  refuse(error: unknown): void;
  readonly timer: NodeJS.Timeout;
}

/** A group is committed when it has this many turns or is this old (ms), even if more writers wait. */
const largestGroup = 128;
const longestGroup = 30;
/** Milliseconds between tries while another process writes. */
const retryEvery = 5;
/** Most milliseconds that a group waits for one more writer. */
const longestHold = 2;

/**
 * SQLite has one writer, so writers stand in line. Those that arrive together share one transaction, each in a
 * savepoint of its own, and so one fsync: group commit. Nobody is acknowledged before it.
 */
export class WriterLine {
  private readonly line: Waiter[] = [];
  private group: Group | undefined;
  private busy = false;
  private pumping = false;
  private closing: NodeJS.Immediate | undefined;
  /** Milliseconds that a group waits for one more writer. */
  private hold = 0;

  constructor(
    private readonly connection: LineConnection,
    private readonly waitMs: number,
  ) {}

  /** Waits for a turn; `db.busy` when that takes too long. */
  enter(): Promise<Turn> {
    return new Promise<Turn>((enter, refuse) => {
      const timer = setTimeout(() => this.leave(waiter), this.waitMs);
      const waiter: Waiter = { enter, refuse, timer };
      this.line.push(waiter);
      void this.pump();
    });
  }

  /** Resolves when nobody writes and nothing is left to commit. */
  async idle(): Promise<void> {
    while (this.busy || this.pumping || this.group || this.line.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private leave(waiter: Waiter): void {
    const index = this.line.indexOf(waiter);
    if (index < 0) return;
    this.line.splice(index, 1);
    waiter.refuse(houseError('db.busy', undefined, { retryAfter: 1 }));
  }

  /** Gives the next writer its turn, or closes the group when there is none. */
  private async pump(): Promise<void> {
    if (this.busy || this.pumping) return;
    this.pumping = true;
    try {
      if (this.isGroupFull()) this.commit();
      if (this.line.length > 0) await this.open();
    } finally {
      this.pumping = false;
    }
    if (this.group && this.line.length > 0) this.giveTurn(this.line.shift() as Waiter);
    else if (this.group) this.closeSoon();
  }

  /** Begins a group. While another process writes, the line waits and those at its end of patience leave. */
  private async open(): Promise<void> {
    while (!this.group && this.line.length > 0) {
      try {
        this.connection.exec('BEGIN IMMEDIATE');
        this.group = { waiting: [], openedAt: performance.now() };
      } catch (error) {
        if (!isBusy(error)) return this.refuseAll(error);
        await new Promise((resolve) => setTimeout(resolve, retryEvery));
      }
    }
  }

  private giveTurn(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    this.busy = true;
    this.connection.exec('SAVEPOINT turn');
    waiter.enter({ done: () => this.done(), undo: () => this.undo() });
  }

  private done(): Promise<void> {
    const committed = new Promise<void>((resolve, reject) => this.group?.waiting.push({ resolve, reject }));
    try {
      this.connection.exec('RELEASE turn');
    } catch (error) {
      this.fail(error);
    }
    this.endTurn();
    return committed;
  }

  private undo(): void {
    try {
      if (!this.connection.inTransaction) throw houseError('db.unavailable');
      this.connection.exec('ROLLBACK TO turn');
      this.connection.exec('RELEASE turn');
    } catch (error) {
      // A full disk or a broken one rolls the whole transaction back: nobody in the group has written anything.
      this.fail(error);
    }
    this.endTurn();
  }

  private endTurn(): void {
    this.busy = false;
    void this.pump();
  }

  /**
   * Commits after the requests that have arrived already had their chance to join. Where writers come in groups, it
   * waits a little longer for the next one: half of what a commit takes, as PostgreSQL advises for its `commit_delay`.
   */
  private closeSoon(since = performance.now()): void {
    this.closing ??= setImmediate(() => {
      this.closing = undefined;
      if (this.busy || this.pumping || !this.group) return;
      if (this.line.length === 0 && performance.now() - since < this.hold) return this.closeSoon(since);
      if (this.line.length === 0) this.commit();
      void this.pump();
    });
  }

  private isGroupFull(): boolean {
    if (!this.group) return false;
    return (
      this.group.waiting.length >= largestGroup || performance.now() - this.group.openedAt > longestGroup
    );
  }

  private commit(): void {
    const group = this.group;
    if (!group) return;
    const began = performance.now();
    try {
      this.connection.exec('COMMIT');
    } catch (error) {
      return this.fail(error);
    }
    this.hold = group.waiting.length > 1 ? Math.min((performance.now() - began) / 2, longestHold) : 0;
    this.group = undefined;
    for (const { resolve } of group.waiting) resolve();
  }

  private fail(error: unknown): void {
    const group = this.group;
    this.group = undefined;
    if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
    for (const { reject } of group?.waiting ?? []) reject(error);
  }

  private refuseAll(error: unknown): void {
    for (const waiter of this.line.splice(0)) {
      clearTimeout(waiter.timer);
      waiter.refuse(error);
    }
  }
}

const isBusy = (error: unknown): boolean => /^SQLITE_BUSY/.test(String((error as { code?: unknown }).code));
