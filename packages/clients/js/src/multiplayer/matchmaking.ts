import type { CallError } from '../contract-types.js';
import type { Undo } from '../listeners.js';
import type { Result } from '../result.js';
import type { EngineRoom } from './engine-room.js';
import type {
  Managed,
  MatchmakingClient,
  MatchmakingContract,
  MatchmakingEvents,
  QueueBehaviour,
  QueueOptions,
  QueueTicket,
} from './matchmaking-client.js';

/** What a game asks of the queues. */
export class Matchmaking implements MatchmakingClient {
  constructor(private readonly engineRoom: EngineRoom) {}

  async joinQueue(
    options: QueueOptions = {},
    behaviour: QueueBehaviour = {},
  ): Promise<Result<QueueTicket, CallError<MatchmakingContract, 'join'>>> {
    const engine = await this.engineRoom.start();
    return engine.success ? engine.data.matchmaker.join(options, behaviour) : engine;
  }

  async tickets(
    behaviour: QueueBehaviour = {},
  ): Promise<Result<QueueTicket[], CallError<MatchmakingContract, 'mine'>>> {
    const engine = await this.engineRoom.start();
    return engine.success ? engine.data.matchmaker.mine(behaviour) : engine;
  }

  queues(): Managed<'result', 'queues'> {
    return this.call('queues', {});
  }

  stats(queue: string): Managed<'result', 'stats'> {
    return this.call('stats', { queue });
  }

  async measureLatencies(urls: Readonly<Record<string, string>>): Promise<Record<string, number>> {
    const engine = await this.engineRoom.start();
    return engine.success ? engine.data.measureLatencies(urls) : {};
  }

  on<Name extends keyof MatchmakingEvents>(
    event: Name,
    listener: (...args: MatchmakingEvents[Name]) => void,
  ): Undo {
    void this.engineRoom.start();
    return this.engineRoom.events.on(event, listener);
  }

  private async call<Name extends keyof MatchmakingContract['methods']>(
    name: Name,
    input: object,
  ): Promise<Awaited<Managed<'result', Name>>> {
    const engine = await this.engineRoom.start();
    const answer = engine.success ? await engine.data.matchmaker.call(name, input) : engine;
    return answer as Awaited<Managed<'result', Name>>;
  }
}
