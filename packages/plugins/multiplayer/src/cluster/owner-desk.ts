import { Logger } from '@aethex/core';
import { houseError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { Line } from '../edge/line.js';
import { SignalPort } from '../rooms/signal-port.js';
import { FarLines } from './far-lines.js';
import { Links } from './link/links.js';
import type { Answer, Ask, Note } from './link/messages.js';
import type { Notes, Present, Verbs } from './link/verbs.js';
import { NearRooms, type NearRoom } from './near-rooms.js';
import { Ownership } from './ownership.js';
import { sayError } from './rules/said-error.js';
import { Ways } from './ways.js';

/** Questions about a room of this node; the others are answered before. */
type RoomVerbs = Omit<Verbs, 'adopt' | 'mine'>;

/** Answers other nodes about the rooms of this one, and takes what their members send. */
@Injectable()
export class OwnerDesk {
  constructor(
    private readonly links: Links,
    private readonly ownership: Ownership,
    private readonly rooms: NearRooms,
    private readonly lines: FarLines,
    private readonly ways: Ways,
    private readonly signals: SignalPort,
    private readonly log: Logger,
  ) {}

  /** Answers in the room's order. Who asks under another claim than the one it is owned by is sent away. */
  async answer(from: string, ask: Ask): Promise<void> {
    await this.ways.to(ask.room)?.moving;
    const room = this.owned(ask.room, ask.fence);
    if (!room) return this.reply(from, { t: 'answer', id: ask.id, moved: true });
    await this.run(from, ask.id, () => this.handle(room, from, ask));
  }

  /** Answers with what `work` gives, or with its error. */
  async run(from: string, id: number, work: () => unknown): Promise<void> {
    try {
      const value: unknown = await work();
      this.reply(from, { t: 'answer', id, ...(value !== undefined && { value }) });
    } catch (error) {
      const said = sayError(error);
      if (!said) this.log.error({ err: error }, 'a question of another node failed');
      this.reply(from, { t: 'answer', id, error: said ?? internal });
    }
  }

  /** While a room moves, what its members send goes after it. */
  heed(from: string, note: Note): void {
    const way = this.ways.to(note.room);
    const isAway = way !== null && (way.moving !== null || !this.rooms.byId(note.room));
    if (isAway && note.verb === 'state') {
      const [seat, data, timestamp, bytes] = note.args as Notes['state'];
      return way.takeState(seat, data, timestamp ?? undefined, bytes);
    }
    const room = this.owned(note.room, note.fence);
    if (room) this.note(room, from, note);
  }

  private owned(roomId: string, fence: number): NearRoom | null {
    return this.ownership.fenceOf(roomId) === fence ? this.rooms.byId(roomId) : null;
  }

  private handle(near: NearRoom, from: string, { verb, args }: Ask): unknown {
    const { room } = near;
    const answers: { [V in keyof RoomVerbs]: (...args: RoomVerbs[V]) => unknown } = {
      join: (request, slot) =>
        this.seat(near, from, [request.seat, slot, request.encoding], (line) => room.join(request, line)),
      mayResume: (playerId, secret) => room.mayResume(playerId, secret),
      resume: (request, slot) =>
        this.seat(near, from, [request.seat, slot, request.encoding], (line) => room.resume(request, line)),
      take: (seat, frame) => room.take(seat, frame),
      leave: (seat, reason, tell) => room.leave(seat, reason, tell ?? undefined),
      ask: (ask, actor) => room.ask(ask, actor),
      voice: (ask, actor) => this.signals.ask(near.roomId, ask, actor),
      here: (present) => this.lines.rollCall(near, from, present),
    };
    const answer = answers[verb as keyof RoomVerbs] as ((...args: readonly unknown[]) => unknown) | undefined;
    if (!answer) throw new TypeError(`Nobody answers "${verb}".`);
    return answer(...args);
  }

  private note(near: NearRoom, from: string, { verb, args }: Note): void {
    const { room } = near;
    const notes: { [V in keyof Notes]: (...args: Notes[V]) => void } = {
      state: (seat, data, timestamp, bytes) => room.takeState(seat, data, timestamp ?? undefined, bytes),
      missed: (seat) => room.missed(seat),
      drop: (seat) => {
        this.lines.to(near.roomId, from).remove(seat);
        room.drop(seat);
      },
      heal: (seats) => this.lines.heal(near, from, seats),
    };
    const heed = notes[verb as keyof Notes] as ((...args: readonly unknown[]) => void) | undefined;
    heed?.(...args);
  }

  /** Lets a seat be taken over the line to the asking node, which knows it by a number. */
  private async seat<T>(
    near: NearRoom,
    from: string,
    present: Present,
    take: (line: Line) => T | Promise<T>,
  ): Promise<T> {
    const line = this.lines.to(near.roomId, from);
    line.add(present);
    try {
      const taken = await take(line);
      if (taken === false) line.remove(present[0]);
      return taken;
    } catch (error) {
      line.remove(present[0]);
      throw error;
    }
  }

  private reply(to: string, answer: Answer): void {
    this.links.send(to, answer);
  }
}

const { kind, code, message } = houseError('server.internal');
const internal = { kind, code, message };
