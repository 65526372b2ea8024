import type { Claim } from '@aethex/core';
import type { Encoding, LeaveReason } from '@aethex/protocol';
import type { Actor, RoomAsk } from '../../rooms/room-ask.js';
import type { MemberFrame } from '../../rooms/room-door.js';
import type { VoiceAsk } from '../../rtc/voice-ask.js';
import type { VoiceSnapshot } from '../../rtc/voice-room.js';
import type { RoomSnapshot } from '../room-snapshot.js';
import type { JoinRequest, ResumeRequest } from '../../rooms/seat.js';

/** A seat of a node, its number there, and how its socket reads. */
export type Present = readonly [seat: string, slot: number, encoding: Encoding];

/** A room that changes its node. */
export interface Moving {
  readonly snapshot: RoomSnapshot;
  readonly claim: Claim;
  readonly codeClaim: Claim | null;
  /** What the voice of the room is to remember; `null` when nobody used it. */
  readonly voice: VoiceSnapshot | null;
  /** Seats by the node of their socket. */
  readonly present: readonly (readonly [node: string, seats: readonly Present[]])[];
}

/** Questions between nodes about one room, and what they are asked with. */
export interface Verbs {
  join: [request: JoinRequest, slot: number];
  mayResume: [playerId: string, secret: string];
  resume: [request: ResumeRequest, slot: number];
  take: [seat: string, frame: MemberFrame];
  leave: [seat: string, reason: LeaveReason, tell: { readonly ref?: string | number | undefined } | null];
  ask: [ask: RoomAsk, actor: Actor];
  voice: [ask: VoiceAsk, actor: Actor];
  /** Every few seconds: whose sockets the node holds. */
  here: [present: readonly Present[]];
  /** The rooms of a game a player has a seat in, of the node that is asked; about no room. */
  mine: [gameId: string, playerId: string];
  /** Go on with this room. */
  adopt: [moving: Moving];
}

/** What needs no answer. */
export interface Notes {
  state: [seat: string, data: Readonly<Record<string, unknown>>, timestamp: number | null, bytes: number];
  missed: [seat: string];
  drop: [seat: string];
  /** Frames for these seats were lost on the way: tell them the whole room. */
  heal: [seats: readonly string[]];
}
