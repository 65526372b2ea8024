import { Prepared } from '@aethex/core';
import type { RealtimeServerFrame } from '@aethex/protocol';
import type { Line } from '../edge/line.js';
import { EventLog, type LoggedEvent } from './rules/event-log.js';
import type { SeatBook } from './seat-book.js';
import type { Seat } from './seat.js';

type Numbered = Extract<RealtimeServerFrame, { seq: number }>;
/** An event without its number, which the lane gives. */
export type EventBody = Numbered extends infer F ? (F extends Numbered ? Omit<F, 'seq'> : never) : never;

/** A frame as it is kept for replay: the object for other nodes, the bytes for sockets. */
export interface SentFrame {
  readonly body: object;
  readonly prepared: Prepared;
}

/** How much of the past a room keeps. */
export interface LogLimits {
  readonly events: number;
  readonly bytes: number;
}

const sent = (body: object): SentFrame => ({ body, prepared: new Prepared(body) });

/** What happens in a room, numbered, told to its members in one order, and kept for those whose connection broke. */
export class EventLane {
  seq = 0;
  private readonly log: EventLog<SentFrame>;
  private everybody: ReadonlyMap<Line, readonly string[]> = new Map();
  private everybodyOf = -1;

  constructor(
    private readonly seats: SeatBook,
    limits: LogLimits,
  ) {
    this.log = new EventLog(limits.events, limits.bytes);
  }

  /** Tells some players, or all, and returns the number of the event. One of them may get something else instead. */
  tell(
    body: EventBody,
    to: ReadonlySet<string> | null = null,
    instead?: { readonly playerId: string; readonly body: EventBody },
  ): number {
    this.seq += 1;
    const frame = sent({ ...body, seq: this.seq });
    const other = instead && {
      playerId: instead.playerId,
      frame: sent({ ...instead.body, seq: this.seq }),
    };
    this.deliver(frame.prepared, this.audience(to, other?.playerId));
    if (other) this.sayTo(this.seats.of(other.playerId), other.frame.prepared);
    this.log.add({
      seq: this.seq,
      frame,
      bytes: this.sizeOf(frame.prepared),
      to,
      ...(other && { instead: other }),
    });
    return this.seq;
  }

  /** Says something to one member that is no event of the room. Who is away hears nothing. */
  say(seat: Seat, body: RealtimeServerFrame): void {
    this.sayTo(seat, new Prepared(body));
  }

  /** Sends a member what they missed after `seq`. `false`: it is not known any more. */
  replay(seat: Seat, seq: number): boolean {
    const missed = this.log.since(Math.max(seq, seat.since), this.seq, seat.playerId);
    if (missed === null) return false;
    for (const { prepared } of missed) this.sayTo(seat, prepared);
    return true;
  }

  /** Events as plain data, for another node. */
  events(): readonly LoggedEvent<object>[] {
    return this.log.all().map(({ frame, instead, ...rest }) => ({
      ...rest,
      frame: frame.body,
      ...(instead && { instead: { playerId: instead.playerId, frame: instead.frame.body } }),
    }));
  }

  /** Goes on where another node was. */
  restore(seq: number, events: readonly LoggedEvent<object>[]): void {
    this.seq = seq;
    for (const { frame, instead, ...rest } of events)
      this.log.add({
        ...rest,
        frame: sent(frame),
        ...(instead && { instead: { playerId: instead.playerId, frame: sent(instead.frame) } }),
      });
  }

  private sayTo(seat: Seat | null, frame: Prepared): void {
    seat?.line?.deliver([seat.id], frame, 'event');
  }

  private deliver(frame: Prepared, audience: ReadonlyMap<Line, readonly string[]>): void {
    for (const [line, seats] of audience) line.deliver(seats, frame, 'event');
  }

  private audience(
    to: ReadonlySet<string> | null,
    except: string | undefined,
  ): ReadonlyMap<Line, readonly string[]> {
    if (to !== null || except !== undefined)
      return byLine(this.seats, (id) => id !== except && (to === null || to.has(id)));
    if (this.everybodyOf !== this.seats.version) {
      this.everybody = byLine(this.seats, () => true);
      this.everybodyOf = this.seats.version;
    }
    return this.everybody;
  }

  /** Bytes in an encoding somebody reads, so that nothing is encoded for the sake of its size. */
  private sizeOf(frame: Prepared): number {
    let encoding: Seat['encoding'] = 'json';
    for (const seat of this.seats.all()) {
      if (!seat.line) continue;
      encoding = seat.encoding;
      break;
    }
    return frame.bytes(encoding).length;
  }
}

/** The connected seats of some players, by the line they are reached on. */
function byLine(seats: SeatBook, fits: (playerId: string) => boolean): Map<Line, string[]> {
  const lines = new Map<Line, string[]>();
  for (const { line, id, playerId } of seats.all()) {
    if (!line || !fits(playerId)) continue;
    const some = lines.get(line);
    if (some) some.push(id);
    else lines.set(line, [id]);
  }
  return lines;
}
