import { refusal, type ClientErrorCode } from '../client-errors.js';
import { Channels, Listeners } from '../listeners.js';
import { success, type ErrorInfo, type Result } from '../result.js';
import type { Engine } from './engine.js';
import type { MatchmakingEvents } from './matchmaking-client.js';
import type { RoomNeeds } from './room-session.js';

/** Loads what does the work of multiplayer, once: games that play alone do without. */
export class EngineRoom {
  readonly events = new Channels<MatchmakingEvents>();
  readonly started = new Listeners<[engine: Engine]>();
  private engine: Engine | null = null;
  private loading: Promise<Engine> | null = null;
  private isOver = false;

  constructor(private readonly needs: RoomNeeds) {}

  get running(): Engine | null {
    return this.engine;
  }

  /** Fails when its code cannot be loaded, and after the end. */
  async start(): Promise<Result<Engine, ErrorInfo<ClientErrorCode>>> {
    this.loading ??= import('./engine.js').then(({ engineOf }) => this.run(engineOf));
    const engine = await this.loading.catch(() => (this.loading = null));
    if (this.isOver) return refusal('client.aborted');
    return engine ? success(engine) : refusal('client.offline');
  }

  dispose(): void {
    this.isOver = true;
    this.engine?.dispose();
  }

  private run(engineOf: typeof import('./engine.js').engineOf): Engine {
    this.engine = engineOf(this.needs, this.events);
    if (this.isOver) this.engine.dispose();
    this.started.tell(this.engine);
    return this.engine;
  }
}
