import { z } from 'zod';
import type { RecordedTicket } from './simulate.js';

const Rating = z.number().min(-100_000).max(100_000);

/** A line of a recording: a ticket without anybody's name. */
export const RecordedLine = z.strictObject({
  at: z.iso.datetime().meta({ description: 'when it came' }),
  queue: z.string(),
  ratings: z.array(Rating).min(1).max(100).meta({ description: 'of its players' }),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).default({}),
  skill_range: z.tuple([Rating, Rating]).nullable().default(null),
  region: z.string().nullable().default(null),
  latencies: z.record(z.string(), z.number().nonnegative()).default({}),
  cancelled_at: z.iso.datetime().nullable().default(null),
});

export type RecordedLine = z.infer<typeof RecordedLine>;

/** A ticket of a line; its number takes the place of its id. */
export function ticketOfLine(line: RecordedLine, number: number): RecordedTicket {
  const id = String(number).padStart(9, '0');
  const { attributes, region, latencies, skill_range: window } = line;
  const players = line.ratings.map((rating, at) => ({ id: `${id}.${at}`, rating }));
  return {
    ticket: { id, since: Date.parse(line.at), players, attributes, region, latencies, window },
    cancelledAt: line.cancelled_at === null ? null : Date.parse(line.cancelled_at),
  };
}
