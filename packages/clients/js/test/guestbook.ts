import { defineContract } from '@aethex/protocol';
import { z } from 'zod';

const Line = z.object({ id: z.string(), by: z.string(), line: z.string() });
const sign = {
  summary: 'Leave a line.',
  who: 'player',
  input: z.object({ line: z.string().min(1) }),
  output: Line,
  errors: {
    too_long: { kind: 'too_large', message: 'That line is too long.', data: z.object({ max: z.number() }) },
  },
} as const;

/** The contract of a plugin that is not ours. */
export const guestbook = defineContract(
  'guestbook',
  {
    sign: { ...sign, http: 'POST /guestbook' },
    signOnce: { ...sign, once: true },
    read: {
      summary: 'Read the book.',
      who: 'player',
      http: 'GET /guestbook',
      input: z.object({ limit: z.coerce.number().int().max(100).default(20) }),
      output: z.array(Line),
    },
  },
  { signed: { summary: 'Somebody has signed.', to: 'player', data: Line } },
);
