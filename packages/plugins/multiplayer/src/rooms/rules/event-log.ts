/** One event of a room, in the form it was sent. */
export interface LoggedEvent<Frame> {
  readonly seq: number;
  readonly frame: Frame;
  readonly bytes: number;
  /** The players it was for; `null` for all. */
  readonly to: ReadonlySet<string> | null;
  /** What one of them got instead. */
  readonly instead?: { readonly playerId: string; readonly frame: Frame };
}

/** The newest events of a room, so that whoever was away can be told what they missed. */
export class EventLog<Frame> {
  private events: LoggedEvent<Frame>[] = [];
  /** How many of `events` have been forgotten already. */
  private start = 0;
  private bytes = 0;

  constructor(
    private readonly most: number,
    private readonly mostBytes: number,
  ) {}

  get size(): number {
    return this.events.length - this.start;
  }

  /** Adds the event that follows the last one. */
  add(event: LoggedEvent<Frame>): void {
    this.events.push(event);
    this.bytes += event.bytes;
    while (this.size > this.most || this.bytes > this.mostBytes) this.forgetOldest();
  }

  /** What a player missed after `seq`, or `null` when some of it is forgotten already. `last` is the newest number. */
  since(seq: number, last: number, playerId: string): Frame[] | null {
    if (seq >= last) return [];
    const oldest = this.events[this.start]?.seq ?? last + 1;
    if (seq + 1 < oldest) return null;
    const missed = this.events.slice(this.start + seq + 1 - oldest);
    return missed
      .filter(({ to }) => to === null || to.has(playerId))
      .map(({ frame, instead }) => (instead?.playerId === playerId ? instead.frame : frame));
  }

  /** All that is kept, the oldest first. */
  all(): readonly LoggedEvent<Frame>[] {
    return this.events.slice(this.start);
  }

  private forgetOldest(): void {
    this.bytes -= this.events[this.start]?.bytes ?? 0;
    this.events[this.start] = undefined as never;
    this.start += 1;
    if (this.start < 256) return;
    this.events = this.events.slice(this.start);
    this.start = 0;
  }
}
