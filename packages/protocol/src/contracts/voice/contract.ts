import { z } from 'zod';
import { defineContract } from '../../contract/define-contract.js';
import { Flag, Id, Nothing, Timestamp } from '../../contract/schemas.js';
import { forbidden, mesh, noPlayer, notFound, notJoined, tooManyBlocks } from './errors.js';
import { IceServerInfo, VoiceMemberInfo } from './shapes.js';

const often = { per: 'player', times: 60, seconds: 60 } as const;
const room = '01890a5d-ac96-774b-bcce-b302099a8057';
const player = '01890a5d-ac96-774b-bcce-b302099a8051';
const one = z.object({ room_id: Id, player_id: Id });
const example = { input: { room_id: room, player_id: player }, output: null };
const about = { who: 'player', input: one, output: Nothing, limit: often, example } as const;

export const voice = defineContract('voice', {
  ice: {
    summary: 'Get the STUN and TURN servers for connections to other players.',
    notes:
      'Credentials are yours alone and expire: ask again before a new connection. Without servers players reach each other only in one network, and everything else goes through the socket.',
    who: 'player',
    http: 'GET /voice/ice',
    input: z.object({
      room_id: Id.optional(),
      relay_only: Flag.default(false).meta({
        description: 'only servers that hide your address from other players',
      }),
    }),
    output: z.object({
      ice_servers: z.array(IceServerInfo),
      relay_only: z
        .boolean()
        .meta({ description: 'whether only relayed connections work, as the room or the server demands' }),
      expires_in_seconds: z.number().int(),
    }),
    errors: { not_found: notFound },
    limit: { per: 'player', times: 30, seconds: 60 },
    example: {
      input: { room_id: room, relay_only: true },
      output: {
        ice_servers: [
          {
            urls: ['turn:turn.example.org:3478?transport=udp'],
            username: '1767269400:5mDk2gN0tPqLw3xA',
            credential: 'jZ2Zc0n0oM8mVQe3cKJ0yq9i0Yk=',
          },
        ],
        relay_only: true,
        expires_in_seconds: 600,
      },
    },
  },
  token: {
    summary: 'Get a ticket for the media server of a large voice room.',
    notes: 'When `voice_room` says `transport: "server"`: enter the voice with `voice_join` first.',
    who: 'player',
    http: 'POST /voice/rooms/:room_id/token',
    input: z.object({ room_id: Id }),
    output: z.object({
      transport: z.string().meta({ description: 'which client speaks to the media server: `livekit`' }),
      url: z.string(),
      token: z.string(),
      expires_at: Timestamp,
    }),
    errors: { not_found: notFound, not_joined: notJoined, mesh },
    limit: often,
    example: {
      input: { room_id: room },
      output: {
        transport: 'livekit',
        url: 'wss://voice.example.org',
        token: 'eyJhbGciOiJIUzI1NiJ9…',
        expires_at: '2026-01-01T12:01:00.000Z',
      },
    },
  },
  members: {
    summary: 'See who is in the voice of a room.',
    who: 'player',
    http: 'GET /voice/rooms/:room_id/members',
    input: z.object({ room_id: Id }),
    output: z.object({ members: z.array(VoiceMemberInfo) }),
    errors: { not_found: notFound },
    limit: often,
    example: {
      input: { room_id: room },
      output: {
        members: [{ player_id: player, muted: false, deafened: false, speaking: true, server_muted: false }],
      },
    },
  },
  mute: {
    summary: 'Silence a player for everybody in the room.',
    notes:
      'For the host of the room and for whoever holds `multiplayer.moderate`. The player’s keys are passed on no more and everybody makes new ones, so that nobody can hear them whatever their client does. It lasts until it is undone or the room closes.',
    http: 'POST /voice/rooms/:room_id/mutes/:player_id',
    ...about,
    errors: { not_found: notFound, forbidden, no_player: noPlayer },
  },
  unmute: {
    summary: 'Let a silenced player speak again.',
    http: 'DELETE /voice/rooms/:room_id/mutes/:player_id',
    ...about,
    errors: { not_found: notFound, forbidden, no_player: noPlayer },
  },
  block: {
    summary: 'Exchange no sound with a player of the room.',
    notes: 'Both ways: neither hears the other until you undo it or the room closes.',
    http: 'POST /voice/rooms/:room_id/blocks/:player_id',
    ...about,
    errors: { not_found: notFound, no_player: noPlayer, too_many_blocks: tooManyBlocks },
  },
  unblock: {
    summary: 'Exchange sound with a blocked player again.',
    notes: 'Unless they block you too. Undoing what was not done is no error.',
    http: 'DELETE /voice/rooms/:room_id/blocks/:player_id',
    ...about,
    errors: { not_found: notFound, no_player: noPlayer },
  },
});
