import { z } from 'zod';
import type { ErrorSpec } from '../../contract/method-spec.js';

export const noTicket = {
  kind: 'not_found',
  message: 'There is no such ticket, or it is not yours.',
} as const satisfies ErrorSpec;
export const noQueue = {
  kind: 'not_found',
  message: 'There is no such queue. See matchmaking.queues.',
} as const satisfies ErrorSpec;
export const alreadyQueued = {
  kind: 'conflict',
  message: 'A player of this ticket waits in this queue already. Leave it first, or go on with that ticket.',
  data: z.object({ ticket_id: z.string().nullable() }),
} as const satisfies ErrorSpec;
export const partyTooLarge = {
  kind: 'invalid',
  message: 'The party has more players than a match, or a team, of this queue.',
  data: z.object({ max_players: z.number() }),
} as const satisfies ErrorSpec;
export const penalised = {
  kind: 'forbidden',
  message: 'A match was declined a moment ago. Wait before you queue again.',
  data: z.object({ seconds: z.number() }),
} as const satisfies ErrorSpec;
export const notInvited = {
  kind: 'not_found',
  message: 'There is no such party, or you are not in it.',
} as const satisfies ErrorSpec;
export const notAccepting = {
  kind: 'conflict',
  message: 'This ticket has no match to accept or decline. See its status.',
} as const satisfies ErrorSpec;
export const joinErrors = {
  no_queue: noQueue,
  already_queued: alreadyQueued,
  party_too_large: partyTooLarge,
  penalised,
  not_invited: notInvited,
};
export const noRoom = {
  kind: 'not_found',
  message: 'There is no such room, or you may not seek players for it.',
} as const satisfies ErrorSpec;
export const noBackfill = {
  kind: 'not_found',
  message: 'There is no such backfill ticket.',
} as const satisfies ErrorSpec;
export const backfillChanged = {
  kind: 'conflict',
  message:
    'The backfill ticket has changed since, perhaps because players were found. Read it and try again.',
  data: z.object({ generation: z.number() }),
} as const satisfies ErrorSpec;
export const noMatch = { kind: 'not_found', message: 'There is no such match.' } as const satisfies ErrorSpec;
export const reported = {
  kind: 'conflict',
  message: 'The result of this match was reported already. It counts once.',
} as const satisfies ErrorSpec;
export const strangeResult = {
  kind: 'invalid',
  message: 'The result names a player who was not in this match, or one twice.',
  data: z.object({ player_id: z.string() }),
} as const satisfies ErrorSpec;
export const noPlayer = {
  kind: 'not_found',
  message: 'There is no such player, or their rating is not for you to see.',
} as const satisfies ErrorSpec;
