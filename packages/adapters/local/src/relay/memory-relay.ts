import { adapter, Clock, Relay, type Adapter, type Claim, type Logger, type Undo } from '@aethex/core';
import { MemoryBus } from '../bus/memory-bus.js';
import { monotonic } from '../cache/monotonic.js';

interface Held {
  readonly claim: Claim;
  /** Milliseconds of `now` at which it is free. */
  until: number;
}

/** Claims in memory between two looks for those whose time is over. */
const sweepEvery = 1_000;

/** A relay inside this process. Each method does its work at once, so nothing can come between the steps of a race. */
export class MemoryRelay extends Relay {
  private readonly now: () => number;
  private readonly held = new Map<string, Held>();
  private readonly line: MemoryBus;
  private fence = 0;
  private sinceSweep = 0;

  constructor(clock: Clock, log: Logger) {
    super();
    this.now = monotonic(clock);
    this.line = new MemoryBus(log);
  }

  async claim(name: string, node: string, seconds: number, about = ''): Promise<Claim | null> {
    if (this.alive(name)) return null;
    this.sweepNowAndThen();
    return this.give({ name, node, fence: ++this.fence, about }, seconds);
  }

  async renew(claims: readonly Claim[], seconds: number): Promise<readonly boolean[]> {
    return claims.map((claim) => {
      const held = this.heldBy(claim);
      if (held) held.until = this.now() + seconds * 1000;
      return held !== undefined;
    });
  }

  async pass(claim: Claim, node: string, seconds: number): Promise<Claim | null> {
    const held = this.heldBy(claim);
    if (!held) return null;
    return this.give({ ...held.claim, node, fence: ++this.fence }, seconds);
  }

  async release(claim: Claim): Promise<void> {
    if (this.heldBy(claim)) this.held.delete(claim.name);
  }

  async holder(name: string): Promise<Claim | null> {
    return this.alive(name)?.claim ?? null;
  }

  send(node: string, bytes: Uint8Array): Promise<void> {
    return this.line.publish(node, bytes);
  }

  listen(node: string, listener: (bytes: Uint8Array) => void): Promise<Undo> {
    return this.line.subscribe(node, listener);
  }

  private give(claim: Claim, seconds: number): Claim {
    this.held.set(claim.name, { claim, until: this.now() + seconds * 1000 });
    return claim;
  }

  private alive(name: string): Held | undefined {
    const held = this.held.get(name);
    return held && held.until > this.now() ? held : undefined;
  }

  private heldBy({ name, fence }: Claim): Held | undefined {
    const held = this.alive(name);
    return held?.claim.fence === fence ? held : undefined;
  }

  private sweepNowAndThen(): void {
    this.sinceSweep += 1;
    if (this.sinceSweep < sweepEvery) return;
    this.sinceSweep = 0;
    const now = this.now();
    for (const [name, { until }] of this.held) if (until <= now) this.held.delete(name);
  }
}

/** A relay in the memory of this process: all rooms live here. */
export const memoryRelay = (): Adapter<Relay> =>
  adapter<Relay>({
    port: Relay,
    name: 'memory',
    reach: 'process',
    needs: [Clock],
    timeoutMs: 0,
    create: ({ get, log }) => new MemoryRelay(get(Clock), log),
  });
