import { bytes, configSection, seconds } from '@aethex/core';
import { z } from 'zod';
import { clusterSettings } from './cluster/cluster-settings.js';
import { matchmakingSettings } from './matchmaking/matchmaking-settings.js';
import { rtcSettings } from './rtc/rtc-settings.js';

const count = (fallback: number) => z.number().int().positive().default(fallback);
const milliseconds = (fallback: number) => z.number().int().positive().default(fallback);

/** How rooms behave and how many there may be. */
export class MultiplayerConfig extends configSection('multiplayer', {
  maxRooms: count(10_000).describe('Rooms one node may own.'),
  roomsPerPlayer: count(8).describe('Open rooms of one player on one node.'),
  maxPlayers: count(500).describe('Most players a room may be made for.'),
  maxSpectators: z.number().int().nonnegative().default(500).describe('Most spectators a room may have.'),
  roomSize: count(8).describe('Players of a room that does not say how many.'),
  tickRate: z
    .number()
    .int()
    .min(0)
    .max(60)
    .default(20)
    .describe('State frames a second of a room that does not say; 0 passes every state on at once.'),
  holdSeat: seconds('30s').describe(
    'For how long the seat of a broken connection is held, unless the room says otherwise.',
  ),
  reserveSeat: seconds('15s').describe('For how long a reserved seat is kept for a player to come.'),
  emptyRoom: seconds('30s').describe('For how long an empty room waits before it closes.'),
  logEvents: count(1000).describe('Events a room keeps for players whose connection broke.'),
  logBytes: bytes('1mb').describe('What these may take.'),
  stateBytes: bytes('16kb').describe('Largest state of one player, all keys together, as JSON.'),
  playerDataBytes: bytes('4kb').describe('Largest player_data.'),
  messageBytes: bytes('16kb').describe('Largest data of a message, and arguments of a call.'),
  slowReader: bytes('64kb').describe('What may wait for a socket before it is left out of state frames.'),
  hookTimeout: milliseconds(1000).describe('Milliseconds a hook of a room handler may take.'),
  hookBudget: milliseconds(50).describe(
    'Milliseconds a hook may keep this process from everything else; the third time ends its room, and so does a whole second.',
  ),
  joinMisses: count(10).describe(
    'Wrong codes and passwords of one player in a minute before joining is refused.',
  ),
  ...clusterSettings,
  ...matchmakingSettings,
  ...rtcSettings,
}) {}
