import type { CallError, Mode } from '../contract-types.js';
import type { Channels, Undo } from '../listeners.js';
import { success, type Result } from '../result.js';
import type { RoomNeeds } from './room-session.js';
import type {
  MatchmakingContract,
  MatchmakingEvents,
  Proposal,
  QueueBehaviour,
  QueueOptions,
  QueueTicket,
  TicketInfo,
} from './matchmaking-client.js';
import { hasRoom, OpenTicket } from './queue-ticket.js';
import type { RoomSession } from './room-session.js';

type Methods = MatchmakingContract['methods'];
type Needs = Pick<RoomNeeds, 'keeper' | 'caller' | 'session'> & {
  readonly rooms: RoomSession;
  readonly events: Channels<MatchmakingEvents>;
  readonly mode: Mode;
};

/** Methods that may be sent again after their answer got lost. */
const repeatable = new Set<string>([
  'join',
  'mine',
  'get',
  'leave',
  'why',
  'queues',
  'stats',
] satisfies (keyof Methods)[]);

/** Follows the player’s tickets: by frames while the socket is open, and by a look whenever it is open again. */
export class Matchmaker {
  private readonly tickets = new Map<string, OpenTicket>();
  private told = '';
  /** A match that was told before the answer that names its ticket. */
  private early: Proposal | null = null;
  private readonly undo: Undo[];

  constructor(private readonly needs: Needs) {
    const { keeper, events } = needs;
    this.undo = [
      keeper.frames.on('match_found', ({ type: _type, server_ts: _at, ...match }) => this.found(match)),
      keeper.frames.on('queue_status', ({ type: _type, server_ts: _at, ...status }) => {
        this.tickets.get(status.ticket_id)?.update(status);
        events.tell('queueUpdated', status);
      }),
      keeper.on('matchmaking.invited', (data) =>
        events.tell('invited', data as MatchmakingEvents['invited'][0]),
      ),
      keeper.onState((state) => {
        if (state === 'open') this.lookAtAll();
      }),
    ];
  }

  async join(
    options: QueueOptions,
    behaviour: QueueBehaviour,
  ): Promise<Result<QueueTicket, CallError<MatchmakingContract, 'join'>>> {
    const answer = await this.call('join', options, behaviour.signal);
    if (!answer.success) return answer as Result<never, CallError<MatchmakingContract, 'join'>>;
    return success(this.follow(answer.data as TicketInfo, behaviour).shown);
  }

  async mine(
    behaviour: QueueBehaviour,
  ): Promise<Result<QueueTicket[], CallError<MatchmakingContract, 'mine'>>> {
    const answer = await this.call('mine', {}, behaviour.signal);
    if (!answer.success) return answer as Result<never, CallError<MatchmakingContract, 'mine'>>;
    const { tickets } = answer.data as { tickets: TicketInfo[] };
    const open = tickets.filter(({ status }) => status !== 'cancelled' && status !== 'expired');
    return success(open.map((ticket) => this.follow(ticket, behaviour).shown));
  }

  /** Calls a method of the contract on the socket: while it is open, tickets that were made on it live. */
  call(name: keyof Methods, input: object, signal?: AbortSignal): Promise<Result<unknown>> {
    const call = { method: `matchmaking.${name}`, input, repeatable: repeatable.has(name) };
    return this.needs.caller.call({ ...call, ...(signal && { signal }) }, this.needs.keeper.send);
  }

  dispose(): void {
    for (const undo of this.undo) undo();
    this.tickets.clear();
  }

  /** What is known of the ticket already is told when the game has had time to listen. */
  private follow(info: TicketInfo, behaviour: QueueBehaviour): OpenTicket {
    const ticket = this.tickets.get(info.ticket_id) ?? this.open(info, behaviour);
    setTimeout(() => {
      ticket.read(info);
      if (this.early?.ticket_id === ticket.id) ticket.found(this.early);
    }, 0);
    return ticket;
  }

  private open(info: TicketInfo, behaviour: QueueBehaviour): OpenTicket {
    const { session, rooms, mode } = this.needs;
    const wires = {
      selfId: session.player?.user_id ?? '',
      mode,
      call: (name: keyof Methods, input: object) => this.call(name, input),
      joinRoom: rooms.join.bind(rooms),
      matched: (match: Proposal) => this.tell(match),
    };
    const ticket = new OpenTicket(info, wires, behaviour);
    this.tickets.set(ticket.id, ticket);
    return ticket;
  }

  private found(match: Proposal): void {
    const ticket = this.tickets.get(match.ticket_id);
    if (ticket) return ticket.found(match);
    this.early = match;
    this.tell(match);
  }

  private tell(match: Proposal): void {
    const said = `${match.match_id} ${match.state}`;
    if (said === this.told) return;
    this.told = said;
    if (hasRoom(match)) this.needs.events.tell('matchFound', match);
    else this.needs.events.tell('accepting', match);
  }

  private lookAtAll(): void {
    for (const [id, ticket] of this.tickets)
      if (ticket.isUnderWay) void ticket.look();
      else this.tickets.delete(id);
  }
}
