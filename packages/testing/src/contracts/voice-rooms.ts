import type { VoiceRooms, VoiceTicket } from '@aethex/core';
import { Stage, type Open } from '../harness/stage.js';
import { assert, contract, type Promised } from './suite.js';

/** What a media server knows of somebody in a room. */
export interface VoiceGuest {
  readonly player: string;
  readonly speaks: boolean;
}

/** A media server as a client and its operator see it. */
export interface VoiceServer {
  /** Enters by a ticket, so many `seconds` from now, and says which room it is; `null` when nobody is let in. */
  enter(ticket: VoiceTicket, seconds: number): Promise<string | null>;
  /** Who is in a room. */
  guests(room: string): Promise<readonly VoiceGuest[]>;
}

/** Voice rooms and the media server behind them. */
export interface VoiceRoomsTrial {
  readonly adapter: Awaited<ReturnType<Open<VoiceRooms>>>;
  readonly server: VoiceServer;
}

/** Voice rooms on stage. */
export interface VoiceStage extends VoiceServer {
  readonly one: VoiceRooms;
  /** A name that no other room has. */
  room(): string;
  close(): Promise<void>;
}

const speaker = { speak: true, seconds: 60 };

async function enter(stage: VoiceStage, room: string, player: string, speak = true): Promise<void> {
  assert.equal(await stage.enter(await stage.one.ticket(room, player, { ...speaker, speak }), 0), room);
}

async function isIn(stage: VoiceStage, room: string, guests: readonly VoiceGuest[]): Promise<void> {
  const byName = (some: readonly VoiceGuest[]): VoiceGuest[] =>
    some.toSorted((one, other) => (one.player < other.player ? -1 : 1));
  assert.deepEqual(byName(await stage.guests(room)), byName(guests));
}

/** What every `VoiceRooms` promises. */
export const voiceRoomsPromises: readonly Promised<VoiceStage>[] = [
  {
    promise: 'lets one player into one room',
    check: async (stage) => {
      const [room, other] = [stage.room(), stage.room()];
      const [ann, bob] = await Promise.all([
        stage.one.ticket(room, 'ann', speaker),
        stage.one.ticket(other, 'bob', speaker),
      ]);
      assert.deepEqual([await stage.enter(ann, 0), await stage.enter(bob, 0)], [room, other]);
      await isIn(stage, room, [{ player: 'ann', speaks: true }]);
      await isIn(stage, other, [{ player: 'bob', speaks: true }]);
    },
  },
  {
    promise: 'lets in for so many seconds, and says until when; who is in stays in',
    check: async (stage) => {
      const room = stage.room();
      const ticket = await stage.one.ticket(room, 'ann', speaker);
      const late = await stage.one.ticket(room, 'bob', speaker);
      assert.ok(late.expiresAt.getTime() - ticket.expiresAt.getTime() <= 2_000);
      assert.equal(await stage.enter(ticket, 30), room);
      assert.equal(await stage.enter(late, 3_600), null);
      await isIn(stage, room, [{ player: 'ann', speaks: true }]);
    },
  },
  {
    promise: 'lets who may not speak only hear',
    check: async (stage) => {
      const room = stage.room();
      await enter(stage, room, 'ann', false);
      await isIn(stage, room, [{ player: 'ann', speaks: false }]);
    },
  },
  {
    promise: 'silences a player for everybody, and nobody else',
    check: async (stage) => {
      const room = stage.room();
      await enter(stage, room, 'ann');
      await enter(stage, room, 'bob');
      await stage.one.mute(room, 'ann', true);
      await isIn(stage, room, [
        { player: 'ann', speaks: false },
        { player: 'bob', speaks: true },
      ]);
    },
  },
  {
    promise: 'lets a silenced player speak again',
    check: async (stage) => {
      const room = stage.room();
      await enter(stage, room, 'ann', false);
      await stage.one.mute(room, 'ann', false);
      await isIn(stage, room, [{ player: 'ann', speaks: true }]);
    },
  },
  {
    promise: 'silences a player who is not there without complaint',
    check: async (stage) => {
      const room = stage.room();
      await stage.one.mute(room, 'ann', true);
      await enter(stage, room, 'bob');
      await stage.one.mute(room, 'ann', false);
      await isIn(stage, room, [{ player: 'bob', speaks: true }]);
    },
  },
  {
    promise: 'takes a player out of the room, and nobody else',
    check: async (stage) => {
      const room = stage.room();
      await enter(stage, room, 'ann');
      await enter(stage, room, 'bob');
      await stage.one.remove(room, 'ann');
      await isIn(stage, room, [{ player: 'bob', speaks: true }]);
    },
  },
  {
    promise: 'takes out who is not there without complaint',
    check: async (stage) => {
      const room = stage.room();
      await stage.one.remove(room, 'ann');
      await enter(stage, room, 'bob');
      await stage.one.remove(room, 'ann');
      await isIn(stage, room, [{ player: 'bob', speaks: true }]);
    },
  },
  {
    promise: 'ends a room for all who are in it, and no other room',
    check: async (stage) => {
      const [room, other] = [stage.room(), stage.room()];
      await enter(stage, room, 'ann');
      await enter(stage, other, 'bob');
      await stage.one.close(room);
      await isIn(stage, room, []);
      await isIn(stage, other, [{ player: 'bob', speaks: true }]);
    },
  },
  {
    promise: 'ends what is not there without complaint',
    check: async (stage) => {
      const room = stage.room();
      await stage.one.close(room);
      await stage.one.close(room);
    },
  },
];

/** Tests every promise of `VoiceRooms`. `open` gives an adapter and the media server that it speaks to. */
export function voiceRoomsContract(open: () => VoiceRoomsTrial | Promise<VoiceRoomsTrial>): void {
  contract(voiceRoomsPromises, async () => voiceStage(await open()));
}

/** Puts voice rooms on stage. */
export async function voiceStage({ adapter, server }: VoiceRoomsTrial): Promise<VoiceStage> {
  const stage = await Stage.raise(adapter);
  return {
    one: stage.one,
    enter: (ticket, seconds) => server.enter(ticket, seconds),
    guests: (room) => server.guests(room),
    room: () => stage.name('room'),
    close: () => stage.close(),
  };
}
