import type { MatcherAnswer } from '../define-matcher.js';
import type { Proposal } from './proposal.js';
import { spread } from './teams.js';
import type { WaitingTicket } from './ticket.js';

/** What a matcher of somebody else's said, as proposals. Fails when it names a ticket twice or one that does not wait. */
export function proposalsOf(
  waiting: readonly WaitingTicket[],
  answers: readonly MatcherAnswer[],
): Proposal[] {
  const left = new Map(waiting.map((ticket) => [ticket.id, ticket]));
  return answers.map(({ tickets: ids, teams }): Proposal => {
    const tickets = ids.map((id) => {
      const ticket = left.get(id);
      if (!ticket) throw new TypeError(`Ticket "${id}" does not wait, or is in two matches.`);
      left.delete(id);
      return ticket;
    });
    if (tickets.length === 0) throw new TypeError('A match has no tickets.');
    const ratings = tickets.flatMap(({ players }) => players.map(({ rating }) => rating));
    return {
      tickets,
      teams: tickets.map((_, at) => teams?.[at] ?? null),
      region: tickets[0]?.region ?? null,
      spread: spread(ratings),
      backfill: null,
    };
  });
}
