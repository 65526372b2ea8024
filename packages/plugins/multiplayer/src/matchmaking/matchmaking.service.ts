import { Clock, Db, playerOf, type Caller, type Serves, type Subject } from '@aethex/core';
import { matchmaking, type In } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { actorOf } from '../rooms/room-ask.js';
import { Accepting } from './accepting.js';
import { TicketPresence } from './presence.js';
import { QueueBook } from './queue-book.js';
import { Ratings } from './ratings.js';
import { ruleTitle } from './rules/queue-rule.js';
import { explain } from './rules/why.js';
import { Statistics } from './statistics.js';
import { loadWaiting } from './store/load-waiting.js';
import { TicketRows, type TicketWithPlayers } from './store/ticket-rows.js';
import { TicketViews, type TicketView } from './store/ticket-view.js';
import { Tickets } from './tickets.js';

type Names = 'join' | 'mine' | 'get' | 'leave' | 'accept' | 'decline' | 'why' | 'queues' | 'stats' | 'rating';
type Input<Name extends Names> = In<typeof matchmaking, Name>;

/** Milliseconds for which tickets that ended are still listed. */
const shownFor = 5 * 60_000;
/** Tickets an explanation looks at. */
const mostExplained = 5000;

/** Lets players queue, and tells them how they do. */
@Injectable()
export class MatchmakingService implements Pick<Serves<typeof matchmaking>, Names> {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly queueBook: QueueBook,
    private readonly tickets: Tickets,
    private readonly rows: TicketRows,
    private readonly views: TicketViews,
    private readonly accepting: Accepting,
    private readonly presence: TicketPresence,
    private readonly statistics: Statistics,
    private readonly ratings: Ratings,
  ) {}

  async join(input: Input<'join'>, caller: Caller): Promise<TicketView> {
    const who = subjectOf(caller);
    this.note(caller);
    if (input.party_id !== undefined) await this.tickets.agree(who, input.party_id, input);
    const id = input.party_id ?? (await this.tickets.open(who, input));
    return this.views.of(await this.tickets.own(who, id));
  }

  async mine(_: Input<'mine'>, caller: Caller): Promise<{ tickets: TicketView[] }> {
    await this.keep(caller);
    const since = new Date(this.clock.now().getTime() - shownFor);
    const all = await this.rows.ofPlayer(caller.gameId, caller.id, since);
    const views: TicketView[] = [];
    for (const ticket of all) views.push(await this.views.of(ticket));
    return { tickets: views };
  }

  async get({ ticket_id: id }: Input<'get'>, caller: Caller): Promise<TicketView> {
    await this.keep(caller);
    return this.views.of(await this.tickets.own(subjectOf(caller), id));
  }

  async leave({ ticket_id: id }: Input<'leave'>, caller: Caller): Promise<null> {
    const who = subjectOf(caller);
    const all =
      id === undefined
        ? await this.rows.ofPlayer(who.gameId, who.playerId, this.clock.now())
        : [await this.tickets.own(who, id)];
    for (const ticket of all) await this.end(who, ticket);
    return null;
  }

  async accept({ ticket_id: id }: Input<'accept'>, caller: Caller): Promise<TicketView> {
    const who = subjectOf(caller);
    await this.keep(caller);
    await this.accepting.accept(who, await this.tickets.own(who, id));
    return this.views.of(await this.tickets.own(who, id));
  }

  async decline({ ticket_id: id }: Input<'decline'>, caller: Caller): Promise<null> {
    const who = subjectOf(caller);
    await this.accepting.decline(who, await this.tickets.own(who, id));
    return null;
  }

  async why({ ticket_id: id }: Input<'why'>, caller: Caller) {
    const { ticket, players } = await this.seen(id, caller);
    const queue = this.queueBook.find(ticket.queue);
    if (!queue) throw matchmaking.error('why', 'no_ticket');
    const { about, since, gameId } = ticket;
    const party = players.map(({ playerId, rating }) => ({ id: playerId, rating }));
    const others = await loadWaiting(this.db, gameId, ticket.queue, mostExplained + 1);
    const told = explain(
      queue,
      { id, since: since.getTime(), players: party, ...about },
      others.filter((other) => other.id !== id).slice(0, mostExplained),
      this.clock.now().getTime(),
    );
    return {
      ticket_id: id,
      ...told,
      rules: [...told.rules],
      nearest: told.nearest.map((each) => ({ ...each, refused_by: [...each.refused_by] })),
      sentences: [...told.sentences],
    };
  }

  queues() {
    return {
      queues: this.queueBook.all().map((queue) => ({
        queue: queue.name,
        min_players: queue.min_players,
        max_players: queue.max_players,
        teams: queue.teams.map(({ name, min, max }) => ({ name, min, max })),
        rules: queue.rules.map(ruleTitle),
        accept_seconds: queue.accept_seconds,
      })),
    };
  }

  async stats({ queue }: Input<'stats'>, { gameId }: Caller) {
    if (!this.queueBook.find(queue)) throw matchmaking.error('stats', 'no_queue');
    return this.statistics.of({ gameId, queue });
  }

  async rating({ user_id: userId, rating }: Input<'rating'>, caller: Caller) {
    const isOthers = userId !== 'me' && actorOf(caller).mayModerate;
    const playerId = isOthers ? userId : playerOf(userId, caller);
    if (playerId === null) throw matchmaking.error('rating', 'no_player');
    return this.ratings.tell({ gameId: caller.gameId, playerId }, rating);
  }

  /** A ticket of the caller's, or any of the game for whoever may look. */
  private async seen(id: string, caller: Caller): Promise<TicketWithPlayers> {
    if (!actorOf(caller).mayModerate) return this.tickets.own(subjectOf(caller), id);
    const found = await this.rows.find(caller.gameId, id);
    if (!found) throw matchmaking.error('why', 'no_ticket');
    return found;
  }

  /** Leaving while a match waits to be accepted is declining it. */
  private async end(who: Subject, ticket: TicketWithPlayers): Promise<void> {
    if (ticket.ticket.closedAt !== null) return;
    if (ticket.ticket.status === 'accepting') return this.accepting.decline(who, ticket);
    await this.tickets.cancel(ticket, 'left');
  }

  private async keep(caller: Caller): Promise<void> {
    this.note(caller);
    await this.presence.seen(caller.gameId, caller.id);
  }

  /** Who calls over a socket has one open: while it is, the tickets stay without another call. */
  private note({ wire, gameId, id }: Caller): void {
    if (wire === 'socket') this.presence.back(gameId, id);
  }
}

const subjectOf = ({ gameId, id }: Caller): Subject => ({ gameId, playerId: id });
