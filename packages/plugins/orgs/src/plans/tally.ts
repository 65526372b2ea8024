import { Clock, Db, Ids, Logger, type Unit } from '@aethex/core';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { MeterRow } from './meter.entity.js';
import { dayOf, monthOf } from './rules/period.js';
import { UsageRow } from './usage.entity.js';

/** Milliseconds between two times that counts are written down. */
const writeEvery = 10_000;

/** A count, and whether its meter has no limit, so that nothing else has counted it. */
export interface Counted {
  readonly orgId: string;
  readonly gameId: string;
  readonly meter: string;
  readonly amount: number;
  readonly unlimited: boolean;
}

/**
 * Adds counts up and writes them down every ten seconds: for the ledger all of them, for the meters those without a limit.
 * What a node that crashes had not written is missing from the ledger; what has a limit is counted in its own write.
 */
@Injectable()
export class Tally implements OnModuleInit, OnApplicationShutdown {
  private days = new Map<string, UsageRow>();
  private months = new Map<string, MeterRow>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Db,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.write(), writeEvery).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  add({ orgId, gameId, meter, amount, unlimited }: Counted): void {
    const now = this.clock.now();
    const day = dayOf(now);
    const dayKey = [orgId, gameId, meter, day].join(' ');
    const usage = this.days.get(dayKey) ?? { id: this.ids.next(), orgId, gameId, meter, day, amount: 0 };
    this.days.set(dayKey, { ...usage, amount: usage.amount + amount });
    if (!unlimited) return;
    const month = monthOf(now);
    const monthKey = [orgId, meter, month].join(' ');
    const row = this.months.get(monthKey) ?? this.emptyMonth(orgId, meter, month);
    this.months.set(monthKey, { ...row, used: row.used + amount });
  }

  /** Writes what was added since the last time. What cannot be written is written the next time. */
  async write(): Promise<void> {
    if (this.days.size === 0 && this.months.size === 0) return;
    const [days, months] = [this.days, this.months];
    [this.days, this.months] = [new Map(), new Map()];
    try {
      await this.db.write(async (em) => {
        for (const key of [...months.keys()].toSorted()) await addMonth(em, months.get(key));
        for (const key of [...days.keys()].toSorted()) await addDay(em, days.get(key));
      });
    } catch (error) {
      this.log.warn({ err: error }, 'what was used could not be written down; trying again');
      for (const { id: _, ...one } of days.values()) this.add({ ...one, unlimited: false });
      for (const [key, row] of months) {
        const newer = this.months.get(key);
        this.months.set(key, { ...row, used: row.used + (newer?.used ?? 0) });
      }
    }
  }

  private emptyMonth(orgId: string, meter: string, month: string): MeterRow {
    return { id: this.ids.next(), orgId, meter, month, used: 0, held: 0, noticed: 0, pausedUntil: null };
  }
}

async function addMonth(em: Unit, row: MeterRow | undefined): Promise<void> {
  if (!row) return;
  const sql =
    'UPDATE "orgs_meters" SET "used" = "used" + $1 WHERE "org_id" = $2 AND "meter" = $3 AND "month" = $4';
  const values = [row.used, row.orgId, row.meter, row.month];
  if ((await em.run(sql, values)).changed > 0 || (await em.add(MeterRow, row))) return;
  await em.run(sql, values);
}

async function addDay(em: Unit, row: UsageRow | undefined): Promise<void> {
  if (!row) return;
  const sql =
    'UPDATE "orgs_usage" SET "amount" = "amount" + $1 WHERE "org_id" = $2 AND "game_id" = $3 AND "meter" = $4 AND "day" = $5';
  const values = [row.amount, row.orgId, row.gameId, row.meter, row.day];
  if ((await em.run(sql, values)).changed > 0 || (await em.add(UsageRow, row))) return;
  await em.run(sql, values);
}
