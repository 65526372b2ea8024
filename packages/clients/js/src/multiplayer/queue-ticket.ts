import type { Mode } from '../contract-types.js';
import { Channels, type Undo } from '../listeners.js';
import { inMode } from '../mode.js';
import type { Result } from '../result.js';
import type {
  Managed,
  Match,
  MatchmakingContract,
  Proposal,
  QueueBehaviour,
  QueueStatus,
  QueueTicket,
  TicketEvents,
  TicketInfo,
} from './matchmaking-client.js';
import type { Room } from './room.js';
import type { JoinOptions } from './shapes.js';

type Methods = MatchmakingContract['methods'];

export interface TicketWires {
  readonly selfId: string;
  readonly mode: Mode;
  call(name: keyof Methods, input: object): Promise<Result<unknown>>;
  joinRoom(roomId: string, options: JoinOptions): Promise<Result<Room>>;
  /** Hears of every match once. */
  matched(match: Proposal): void;
}

const ended: ReadonlySet<string> = new Set<TicketInfo['status']>(['cancelled', 'expired']);

/** A ticket as it was told last. */
export class OpenTicket implements QueueTicket {
  readonly id: string;
  readonly queue: string;
  readonly shown: QueueTicket;
  status: TicketInfo['status'];
  private readonly events = new Channels<TicketEvents>();
  /** What of a match was told already: it may come as a frame, and again when the ticket is looked at. */
  private told = '';

  constructor(
    info: TicketInfo,
    private readonly wires: TicketWires,
    private readonly behaviour: QueueBehaviour,
  ) {
    this.id = info.ticket_id;
    this.queue = info.queue;
    this.status = info.status;
    this.shown = inMode<QueueTicket>(this, wires.mode);
  }

  /** Whether something may still happen. */
  get isUnderWay(): boolean {
    return !ended.has(this.status) && !this.told.endsWith('ready');
  }

  on<Name extends keyof TicketEvents>(event: Name, listener: (...args: TicketEvents[Name]) => void): Undo {
    return this.events.on(event, listener);
  }

  leave(): Managed<'result', 'leave'> {
    return this.call('leave');
  }

  accept(): Managed<'result', 'accept'> {
    return this.call('accept');
  }

  decline(): Managed<'result', 'decline'> {
    return this.call('decline');
  }

  why(): Managed<'result', 'why'> {
    return this.call('why');
  }

  async look(): Managed<'result', 'get'> {
    const answer = await this.call('get');
    if (answer.success) this.read(answer.data);
    return answer;
  }

  /** Takes the ticket as the server tells of it. */
  read(info: TicketInfo): void {
    const { status, waiting_seconds, estimated_wait_seconds, reason, match } = info;
    if (match && match.state !== 'opening' && match.state !== 'failed') {
      const team = match.players.find(({ player_id: id }) => id === this.wires.selfId)?.team ?? null;
      const expires_at = Date.parse(match.expires_at ?? '') || 0;
      const { match_id, state, room_id, players } = match;
      this.found({
        ticket_id: this.id,
        queue: this.queue,
        match_id,
        state,
        room_id,
        players,
        team,
        expires_at,
      });
    }
    if (status === this.status || status === 'waiting_for_players') return void (this.status = status);
    const known = { ticket_id: this.id, queue: this.queue, waiting_seconds, estimated_wait_seconds };
    this.update({ ...known, status, ...(reason !== null && { reason }) });
  }

  update(status: QueueStatus): void {
    if (ended.has(this.status)) return;
    this.status = status.status;
    this.events.tell('status', status);
    if (ended.has(status.status)) this.events.tell('ended', status.reason ?? status.status);
  }

  found(match: Proposal): void {
    const said = `${match.match_id} ${match.state}`;
    if (said === this.told) return;
    this.told = said;
    this.wires.matched(match);
    if (hasRoom(match)) this.ready(match);
    else this.events.tell('accepting', match);
  }

  private ready(match: Match): void {
    this.status = 'matched';
    this.events.tell('found', match);
    const { autoJoin } = this.behaviour;
    if (autoJoin) void this.join(match.room_id, autoJoin === true ? {} : autoJoin);
  }

  private async join(roomId: string, options: JoinOptions): Promise<void> {
    const joined = await this.wires.joinRoom(roomId, options);
    if (joined.success) this.events.tell('joined', joined.data);
    else this.events.tell('failed', joined.error);
  }

  private call<Name extends keyof Methods>(name: Name): Managed<'result', Name> {
    return this.wires.call(name, { ticket_id: this.id }) as Managed<'result', Name>;
  }
}

export const hasRoom = (match: Proposal): match is Match => match.state === 'ready' && match.room_id !== null;
