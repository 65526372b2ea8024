import { adapter, type VoiceRooms } from '@aethex/core';
import type { VoiceRoomsTrial } from '../contracts/voice-rooms.js';
import { MemoryVoice } from '../fakes/memory-voice.js';
import { altered, turn } from './broken.js';

/** Voice rooms that break one promise on purpose. */
export interface BrokenVoiceRooms {
  readonly breaks: string;
  readonly trial: () => VoiceRoomsTrial;
}

const brokenVoice = (
  breaks: string,
  spoil: (real: MemoryVoice) => Partial<VoiceRooms>,
): BrokenVoiceRooms => ({
  breaks,
  trial: () => {
    const server = new MemoryVoice();
    const broken = altered<VoiceRooms>(server, spoil(server));
    return { adapter: adapter({ ...server.adapter, create: () => broken }), server };
  },
});

/** Fails when the player is not in the room, as a media server does. */
async function mustBeIn(server: MemoryVoice, room: string, player: string): Promise<void> {
  const guests = await server.guests(room);
  if (!guests.some((guest) => guest.player === player)) throw new Error('not found');
}

/** Broken promises of `VoiceRooms`. */
export const brokenVoiceRooms: readonly BrokenVoiceRooms[] = [
  brokenVoice('lets one player into one room', (server) => {
    let asked: Parameters<VoiceRooms['ticket']>;
    return {
      ticket: async (...wanted) => {
        asked = wanted;
        await turn();
        return server.ticket(...asked);
      },
    };
  }),
  brokenVoice('lets in for so many seconds, and says until when; who is in stays in', (server) => ({
    ticket: (room, player, may) => server.ticket(room, player, { ...may, seconds: 86_400 }),
  })),
  brokenVoice('lets who may not speak only hear', (server) => ({
    ticket: (room, player, may) => server.ticket(room, player, { ...may, speak: true }),
  })),
  brokenVoice('silences a player for everybody, and nobody else', (server) => ({
    mute: async (room, _player, muted) => {
      for (const { player } of await server.guests(room)) await server.mute(room, player, muted);
    },
  })),
  brokenVoice('lets a silenced player speak again', (server) => ({
    mute: async (room, player, muted) => (muted ? server.mute(room, player, true) : undefined),
  })),
  brokenVoice('silences a player who is not there without complaint', (server) => ({
    mute: async (room, player, muted) => {
      await mustBeIn(server, room, player);
      await server.mute(room, player, muted);
    },
  })),
  brokenVoice('takes a player out of the room, and nobody else', (server) => ({
    remove: async (room, player) => {
      if ((await server.guests(room)).some((guest) => guest.player === player)) await server.close(room);
    },
  })),
  brokenVoice('takes out who is not there without complaint', (server) => ({
    remove: async (room, player) => {
      await mustBeIn(server, room, player);
      await server.remove(room, player);
    },
  })),
  brokenVoice('ends a room for all who are in it, and no other room', () => ({
    close: async () => undefined,
  })),
  brokenVoice('ends what is not there without complaint', (server) => ({
    close: async (room) => {
      if ((await server.guests(room)).length === 0) throw new Error('not found');
      await server.close(room);
    },
  })),
];
