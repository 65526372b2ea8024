import { z } from 'zod';
import { Id, Nothing, whole } from '../../contract/schemas.js';
import type { MethodSpecs } from '../../contract/method-spec.js';
import { backfillChanged, noBackfill, noQueue, noRoom } from './errors.js';
import { exampleBackfill, roomId } from './examples.js';
import { Attributes, BackfillTicket, FreeSeats, QueueName, Region } from './shapes.js';

const generation = whole(1, Number.MAX_SAFE_INTEGER);
const byId = { backfill_id: exampleBackfill.backfill_id };

/** Methods for rooms that are under way and seek players. */
export const backfillMethods = {
  openBackfill: {
    summary: 'Seek players for a running room.',
    notes:
      'For the room’s host, or a server. Its tickets come first, meet no other backfill and do not count in the statistics. Players that are found get a seat in the room. Opening again for the same room replaces what was sought.',
    who: 'signed_in',
    http: { route: 'POST /matchmaking/backfills', status: 201 },
    input: z.object({
      room_id: Id,
      queue: QueueName.default('default'),
      free: FreeSeats,
      attributes: Attributes.optional(),
      region: Region.optional(),
      rating: z.number().optional().meta({ description: 'what the room’s players are about' }),
    }),
    output: BackfillTicket,
    errors: { no_room: noRoom, no_queue: noQueue, backfill_changed: backfillChanged },
    limit: { per: 'player', times: 60, seconds: 60 },
    example: { input: { room_id: roomId, free: [{ seats: 2 }] }, output: exampleBackfill },
  },
  updateBackfill: {
    summary: 'Say anew how many seats are free.',
    who: 'signed_in',
    http: { route: 'PUT /matchmaking/backfills/:backfill_id', headers: { 'if-match': 'generation' } },
    input: z.object({ backfill_id: Id, generation, free: FreeSeats }),
    output: BackfillTicket,
    errors: { no_backfill: noBackfill, backfill_changed: backfillChanged },
    example: { input: { ...byId, generation: 1, free: [{ seats: 1 }] }, output: exampleBackfill },
  },
  getBackfill: {
    summary: 'Look at a backfill ticket. It keeps it alive.',
    who: 'signed_in',
    http: 'GET /matchmaking/backfills/:backfill_id',
    input: z.object({ backfill_id: Id }),
    output: BackfillTicket,
    errors: { no_backfill: noBackfill },
    example: { input: byId, output: exampleBackfill },
  },
  closeBackfill: {
    summary: 'Seek no more players for a room.',
    who: 'signed_in',
    http: 'DELETE /matchmaking/backfills/:backfill_id',
    input: z.object({ backfill_id: Id }),
    output: Nothing,
    errors: { no_backfill: noBackfill },
    example: { input: byId, output: null },
  },
} as const satisfies MethodSpecs;
