import { Injectable, type Type } from '@nestjs/common';
import type { Unit } from '../db/unit.js';

/** Something a plugin counts, as data: plans set limits for it by its name. */
export interface MeterSpec {
  /** `<plugin>.<what>`, such as `saves.bytes_per_player`. */
  readonly name: string;
  readonly about: string;
  readonly unit: 'count' | 'bytes';
  /**
   * `limit`: the plugin enforces it by itself and asks for the limit only. `month`: adds up over a calendar month (UTC).
   * `distinct`: how many different keys were counted in the month. `gauge`: is measured from time to time by `gauge`.
   */
  readonly kind: 'limit' | 'month' | 'distinct' | 'gauge';
  readonly gauge?: Type<Gauge>;
}

/** Measures what is there now, for the ledger of usage. */
export interface Gauge {
  /** The amount of each game that has any. */
  read(): Promise<readonly { readonly gameId: string; readonly amount: number }[]>;
}

/** A use of a meter. */
export interface Use {
  readonly meter: string;
  readonly gameId: string;
  /** In the meter's unit; of a `distinct` meter 1. */
  readonly amount: number;
  /** What is counted once, of a `distinct` meter: a player's id. */
  readonly key?: string;
  /** Whether the use may be refused. A player who was there before is counted and never refused. Default yes. */
  readonly mayRefuse?: boolean;
}

/** Room that was set aside. It comes back by itself when it is neither committed nor released within 15 minutes. */
export interface Hold extends Use {
  readonly id: string;
}

/** Compares what is used with what the plan of a game's organization allows. Without a plugin that brings it nothing is limited. */
export abstract class Quotas {
  /** What the plan allows; `null` for no limit. May be some seconds old. */
  abstract limit(meter: string, gameId: string): Promise<number | null>;
  /** Counts a use inside a write, exactly. Fails with `quota.exceeded` when that would be more than may be. */
  abstract count(em: Unit, use: Use): Promise<void>;
  /** Sets room aside for work that takes a while. Fails with `quota.exceeded`; of many that race none gets past the limit. */
  abstract reserve(use: Use): Promise<Hold>;
  /** Counts, inside a write, what was really used of a hold: at most what was set aside. A hold that is over fails with `quota.hold_over`. */
  abstract commit(em: Unit, hold: Hold, amount?: number): Promise<void>;
  /** Gives a hold back. Giving back what is over is no error. */
  abstract release(hold: Hold): Promise<void>;
}

/** Holds the place until the plugin that brings it has been made, and limits nothing. */
@Injectable()
export class QuotasSlot extends Quotas {
  private inner: Quotas | undefined;

  fill(inner: Quotas): void {
    this.inner = inner;
  }

  async limit(meter: string, gameId: string): Promise<number | null> {
    return this.inner?.limit(meter, gameId) ?? null;
  }

  async count(em: Unit, use: Use): Promise<void> {
    await this.inner?.count(em, use);
  }

  async reserve(use: Use): Promise<Hold> {
    return this.inner?.reserve(use) ?? { ...use, id: '' };
  }

  async commit(em: Unit, hold: Hold, amount?: number): Promise<void> {
    await this.inner?.commit(em, hold, amount);
  }

  async release(hold: Hold): Promise<void> {
    await this.inner?.release(hold);
  }
}
