import type { FrameRate } from '@aethex/protocol';
import { TokenBucket } from './token-bucket.js';

/** What becomes of a frame: handled, dropped in silence, dropped with an error frame, or the end of its socket. */
export type Verdict = 'pass' | 'drop' | 'tell' | 'close';

/** A rate and its place among those of one socket; 0 is the one that frames without a rate of their own share. */
export interface Lane {
  readonly place: number;
  readonly rate: FrameRate;
}

/** Milliseconds over which dropped frames are counted. */
const patience = 60_000;
/** So many dropped frames within it end the socket. */
const shared = 100;
/** The same, in bursts, of frames with a rate of their own: a game that draws too fast is no attack. */
const ownBursts = 10;
/** Milliseconds between two error frames about dropped ones. */
const tellEvery = 1000;

interface Flow {
  readonly bucket: TokenBucket;
  dropped: number;
  since: number;
}

/** How often one socket may send frames of each type. */
export class Rates {
  private readonly flows: Flow[] = [];
  private toldAt = -Infinity;

  /** `now` is monotonic, in milliseconds. */
  take({ place, rate }: Lane, now: number): Verdict {
    const flow = (this.flows[place] ??= {
      bucket: new TokenBucket(rate.perSecond, rate.burst, now),
      dropped: 0,
      since: now,
    });
    return flow.bucket.take(now)
      ? 'pass'
      : this.drop(flow, place === 0 ? shared : rate.burst * ownBursts, now);
  }

  /** Gives back what was taken for a frame that turned out to have a rate of its own. */
  giveBack({ place }: Lane): void {
    this.flows[place]?.bucket.giveBack();
  }

  private drop(flow: Flow, most: number, now: number): Verdict {
    if (now - flow.since > patience) {
      flow.since = now;
      flow.dropped = 0;
    }
    flow.dropped += 1;
    if (flow.dropped > most) return 'close';
    if (now - this.toldAt < tellEvery) return 'drop';
    this.toldAt = now;
    return 'tell';
  }
}
