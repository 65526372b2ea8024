import { seconds } from '@aethex/core';
import { z } from 'zod';
import { QueueConfig } from './rules/queue-config.js';

/** Settings of matchmaking. */
export const matchmakingSettings = {
  queues: z
    .array(QueueConfig)
    .max(200)
    .default([])
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'names a queue twice')
    .describe('Queues; whoever asks for a mode that has none of its own comes into "default".'),
  ticketLife: seconds('30s').describe(
    'For how long a ticket waits without a sign of life: a call, or the socket it was made on.',
  ),
  partyLife: seconds('2m').describe('For how long a party waits for a player who was invited.'),
  keepTickets: seconds('7d').describe('For how long tickets that ended are kept, to replay them.'),
};
