import { configSection, seconds } from '@aethex/core';
import { z } from 'zod';

/** How rooms behave and how many there may be. */
export class MultiplayerConfig extends configSection('multiplayer', {
  maxRooms: z.number().int().positive().default(10_000).describe('Rooms one node may own.'),
  holdSeat: seconds('30s').describe(
    'For how long the seat of a broken connection is held, unless the room says otherwise.',
  ),
}) {}
