import { seconds } from '@aethex/core';
import { z } from 'zod';

/** Settings of P2P and voice. */
export const rtcSettings = {
  relayOnly: z
    .boolean()
    .default(false)
    .describe('Hides players’ addresses from each other in all rooms: P2P and voice go through TURN only.'),
  ice: seconds('10m').describe('For how long TURN credentials are good; ten minutes at most.'),
  voice: z.boolean().default(true).describe('Whether players may speak to each other.'),
  voiceMesh: z
    .number()
    .int()
    .min(2)
    .max(16)
    .default(8)
    .describe('Players who speak to each other directly; more of them need a media server.'),
};
