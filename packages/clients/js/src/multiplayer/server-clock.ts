import type { SocketKeeper } from '../socket/socket-keeper.js';
import { ClockOffset } from './rules/clock-offset.js';

/** Milliseconds between two pings: a few quick ones first, then now and then. */
const rhythm = { first: 250, quick: 4, usual: 10_000 } as const;

/** Nobody can set this clock while the program runs. */
const ownNow = (): number => performance.timeOrigin + performance.now();

/** The server's clock, as pings tell it. */
export class ServerClock {
  private offset = new ClockOffset();
  private pings = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private run = 0;

  constructor(private readonly wire: Pick<SocketKeeper, 'ask'>) {}

  /** Measures anew: another node has another clock. */
  start(): void {
    this.stop();
    this.pings = 0;
    this.offset = new ClockOffset();
    void this.ping(this.run);
  }

  stop(): void {
    this.run += 1;
    clearTimeout(this.timer);
  }

  /** Milliseconds since 1970 by the server's clock; by our own until a ping was answered. */
  serverNow(): number {
    return ownNow() + (this.offset.best?.ahead ?? 0);
  }

  /** Milliseconds the quickest of the last pings took. */
  get roundTrip(): number {
    return this.offset.best?.roundTrip ?? 0;
  }

  private async ping(run: number): Promise<void> {
    const sentAt = ownNow();
    const answer = await this.wire.ask({ type: 'ping' });
    if (run !== this.run) return;
    if (answer.success && answer.data.type === 'pong')
      this.offset.add(sentAt, ownNow(), answer.data.server_ts);
    this.pings += 1;
    this.timer = setTimeout(
      () => void this.ping(run),
      this.pings < rhythm.quick ? rhythm.first : rhythm.usual,
    );
  }
}
