import type { RealtimeServerFrame, RoomPlayer } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import type { VoiceAsk } from '../rtc/voice-ask.js';
import type { Actor } from './room-ask.js';
import type { MemberFrame } from './room-door.js';

export type SignalFrame = Extract<
  MemberFrame,
  { type: 'p2p_signal' | `voice_${'join' | 'leave' | 'state' | 'signal' | 'key'}` }
>;
export type SignalServerFrame = Extract<
  RealtimeServerFrame,
  { type: 'p2p_signal' | `voice_${'room' | 'state' | 'signal' | 'key'}` } | { type: 'ack' }
>;

/** What signalling may know of a room. */
export interface SignalRoom {
  readonly roomId: string;
  readonly gameId: string;
  readonly hostId: string | null;
  /** Whether players’ addresses are to be hidden from each other. */
  readonly relayOnly: boolean;
  readonly moderated: boolean;
  readonly members: readonly RoomPlayer[];
}

/** Handles the frames of P2P and voice, on the node that owns the room. */
export interface SignalHandler {
  /** A thrown AethexError is answered as an `error` frame. */
  handle(room: SignalRoom, playerId: string, frame: SignalFrame): void | Promise<void>;
  /** Answers a question about the voice of the room. */
  answer(room: SignalRoom, ask: VoiceAsk, actor: Actor): Promise<unknown>;
}

interface SignalSource {
  room(roomId: string): SignalRoom | null;
  toPlayer(roomId: string, playerId: string, frame: SignalServerFrame): boolean;
}

/** Asks the node that owns a room to answer; `undefined` when nobody owns it. */
type Elsewhere = (roomId: string, ask: VoiceAsk, actor: Actor) => Promise<unknown>;

type Hear = (roomId: string, playerId: string) => void;

/** Between the rooms of this node and the signalling of P2P and voice. */
@Injectable()
export class SignalPort {
  private handler: SignalHandler | null = null;
  private source: SignalSource | null = null;
  private elsewhere: Elsewhere | null = null;
  private readonly joins = new Set<Hear>();
  private readonly leaves = new Set<Hear>();

  /** Called by whoever does the signalling, when the server starts. */
  use(handler: SignalHandler): void {
    this.handler = handler;
  }

  /** Called by the rooms, when the server starts. */
  offer(source: SignalSource): void {
    this.source = source;
  }

  /** Called by whoever knows other nodes, when the server starts. */
  useElsewhere(elsewhere: Elsewhere): void {
    this.elsewhere = elsewhere;
  }

  /** The room, if this node owns it. */
  room(roomId: string): SignalRoom | null {
    return this.source?.room(roomId) ?? null;
  }

  /** Players and spectators of a room; none when this node does not own it. */
  membersOf(roomId: string): readonly RoomPlayer[] {
    return this.room(roomId)?.members ?? [];
  }

  /** Sends a frame to a member, in order with all others. Says whether the member is connected. */
  toPlayer(roomId: string, playerId: string, frame: SignalServerFrame): boolean {
    return this.source?.toPlayer(roomId, playerId, frame) ?? false;
  }

  /** Hears who took a seat, and who came back to a held one. */
  onJoined(hear: Hear): () => void {
    this.joins.add(hear);
    return () => this.joins.delete(hear);
  }

  /** Hears whose connection broke, and who gave up a seat. */
  onLeft(hear: Hear): () => void {
    this.leaves.add(hear);
    return () => this.leaves.delete(hear);
  }

  handle(room: SignalRoom, playerId: string, frame: SignalFrame): void | Promise<void> {
    return this.handler?.handle(room, playerId, frame);
  }

  /** Answers a question about the voice of a room, on the node that owns it; `undefined` when there is no such room. */
  async ask(roomId: string, ask: VoiceAsk, actor: Actor): Promise<unknown> {
    const room = this.room(roomId);
    return room ? this.answer(room, ask, actor) : this.elsewhere?.(roomId, ask, actor);
  }

  async answer(room: SignalRoom, ask: VoiceAsk, actor: Actor): Promise<unknown> {
    return this.handler?.answer(room, ask, actor);
  }

  joined(roomId: string, playerId: string): void {
    for (const hear of this.joins) hear(roomId, playerId);
  }

  left(roomId: string, playerId: string): void {
    for (const hear of this.leaves) hear(roomId, playerId);
  }
}
