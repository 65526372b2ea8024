import type { In, matchmaking } from '@aethex/protocol';
import type { TicketAbout } from '../entities/ticket.entity.js';

export type JoinInput = In<typeof matchmaking, 'join'>;

/** What a ticket says of itself: `mode` is an attribute like any other. */
export function aboutOf({ mode, attributes, skill_range, region, latencies }: JoinInput): TicketAbout {
  return {
    attributes: { ...attributes, ...(mode !== undefined && { mode }) },
    window: skill_range ?? null,
    region: region ?? null,
    latencies: latencies ?? {},
  };
}

/** Latencies of a party: to each region that all who measured know, the slowest. */
export function slowest(
  party: Readonly<Record<string, number>>,
  joining: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  if (Object.keys(party).length === 0) return joining;
  if (Object.keys(joining).length === 0) return party;
  const shared = Object.entries(party).filter(([region]) => region in joining);
  return Object.fromEntries(shared.map(([region, ms]) => [region, Math.max(ms, joining[region] ?? 0)]));
}
