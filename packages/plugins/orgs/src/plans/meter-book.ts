import { Clock, Db, Events, Ids, Jobs, type Unit } from '@aethex/core';
import { plans } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Member } from '../orgs/member.entity.js';
import { MeterRow } from './meter.entity.js';
import { stateOf, states } from './rules/meter-state.js';

/** Names a row of a meter. */
export interface MeterAt {
  readonly orgId: string;
  readonly meter: string;
  readonly month: string;
}

/** What a meter says after a change. */
interface Said {
  readonly id: string;
  readonly used: number;
  readonly noticed: number;
}

/** The job that writes to one owner of a meter that has reached a state. */
export const noticeJob = 'orgs.sendQuotaNotice';

const at = '"org_id" = $2 AND "meter" = $3 AND "month" = $4';
const said = 'RETURNING "id", "used", "noticed"';
const takeSql = `UPDATE "orgs_meters" SET "used" = "used" + $1 WHERE ${at} AND "used" + "held" + $1 <= $5 ${said}`;
const holdSql = `UPDATE "orgs_meters" SET "held" = "held" + $1 WHERE ${at} AND "used" + "held" + $1 <= $5 ${said}`;
const setSql = `UPDATE "orgs_meters" SET "used" = $1 WHERE ${at} ${said}`;
const pausedSql = `UPDATE "orgs_meters" SET "used" = "used" + $1, "paused_until" = $5 WHERE ${at}
  AND ("paused_until" IS NULL OR "paused_until" <= $6) ${said}`;

/** Keeps meters, each change one conditional statement, and tells owners when a state is reached. */
@Injectable()
export class MeterBook {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly events: Events,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  find({ orgId, meter, month }: MeterAt): Promise<MeterRow | null> {
    return this.db.pick(MeterRow, { orgId, meter, month });
  }

  /** Uses an amount inside a write, unless more than the ceiling would be used and held then. */
  take(em: Unit, where: MeterAt, amount: number, ceiling: number | null): Promise<Said | null> {
    return this.withRoom(em, where, takeSql, amount, ceiling);
  }

  /** Holds an amount inside a write, unless more than the ceiling would be used and held then. */
  hold(em: Unit, where: MeterAt, amount: number, ceiling: number | null): Promise<Said | null> {
    return this.withRoom(em, where, holdSql, amount, ceiling);
  }

  /** Uses an amount inside a write, whatever the ceiling, unless something was let through `pause` milliseconds ago. */
  async takeSlowly(em: Unit, where: MeterAt, amount: number, pause: number): Promise<Said | null> {
    const now = this.clock.now().getTime();
    return this.run(em, pausedSql, where, [amount], [now + Math.ceil(pause), now]);
  }

  /** Says what a gauge has measured, inside a write. */
  async set(em: Unit, where: MeterAt, used: number): Promise<Said | null> {
    const known = await this.run(em, setSql, where, [used], []);
    if (known) return known;
    await this.open(em, where);
    return this.run(em, setSql, where, [used], []);
  }

  /** Turns what was held into what is used, inside a write. */
  async settle(em: Unit, id: string, held: number, used: number): Promise<Said & MeterAt> {
    const sql = `UPDATE "orgs_meters" SET "held" = "held" - $1, "used" = "used" + $2 WHERE "id" = $3
      RETURNING "id", "used", "noticed", "org_id", "meter", "month"`;
    const { rows } = await em.run(sql, [held, used, id]);
    const row = rows[0] ?? {};
    const [orgId, meter, month] = [row['org_id'], row['meter'], row['month']].map(String);
    return { ...saidBy(row), orgId: orgId ?? '', meter: meter ?? '', month: month ?? '' };
  }

  /** Gives back inside a write what was held and is over. `false`: nothing was. */
  async sweep(em: Unit, meterId: string): Promise<boolean> {
    const sql = 'DELETE FROM "orgs_holds" WHERE "meter_id" = $1 AND "expires_at" <= $2 RETURNING "amount"';
    const { rows } = await em.run(sql, [meterId, this.clock.now().getTime()]);
    const amount = rows.reduce((sum, row) => sum + Number(row['amount']), 0);
    if (rows.length > 0) await this.settle(em, meterId, amount, 0);
    return rows.length > 0;
  }

  /** Tells inside a write that a state was reached, once for each meter, state and month. */
  async notice(em: Unit, { orgId, meter, month }: MeterAt, now: Said, limit: number | null): Promise<void> {
    const state = stateOf(now.used, limit);
    const rank = states.indexOf(state);
    if (limit === null || rank <= now.noticed) return;
    const sql = 'UPDATE "orgs_meters" SET "noticed" = $1 WHERE "id" = $2 AND "noticed" < $1';
    if ((await em.run(sql, [rank, now.id])).changed === 0) return;
    const facts = { org_id: orgId, meter, month, state, used: now.used, limit };
    const owners = await em.findBy(Member, { orgId, role: 'owner' });
    for (const { playerId } of owners)
      await this.jobs.add({ name: noticeJob, data: { ...facts, player_id: playerId } });
    await this.events.announce(plans.metered, facts);
  }

  /** Forgets inside a write that owners were told of states which a new limit is far from. */
  async renotice(em: Unit, row: MeterRow, limit: number | null): Promise<void> {
    const rank = states.indexOf(stateOf(row.used, limit));
    const sql = 'UPDATE "orgs_meters" SET "noticed" = $1 WHERE "id" = $2 AND "noticed" > $1';
    await em.run(sql, [rank, row.id]);
  }

  private async withRoom(
    em: Unit,
    where: MeterAt,
    sql: string,
    amount: number,
    ceiling: number | null,
  ): Promise<Said | null> {
    const most = [ceiling ?? Number.MAX_SAFE_INTEGER];
    const done = await this.run(em, sql, where, [amount], most);
    if (done) return done;
    const row = (await this.open(em, where)) ? null : await em.pick(MeterRow, { ...where });
    if (row && !(await this.sweep(em, row.id))) return null;
    return this.run(em, sql, where, [amount], most);
  }

  private async open(em: Unit, { orgId, meter, month }: MeterAt): Promise<boolean> {
    const row = { id: this.ids.next(), orgId, meter, month, used: 0, held: 0, noticed: 0, pausedUntil: null };
    return em.add(MeterRow, row);
  }

  private async run(
    em: Unit,
    sql: string,
    { orgId, meter, month }: MeterAt,
    before: readonly number[],
    after: readonly number[],
  ): Promise<Said | null> {
    const { rows } = await em.run(sql, [...before, orgId, meter, month, ...after]);
    return rows[0] ? saidBy(rows[0]) : null;
  }
}

const saidBy = (row: Readonly<Record<string, unknown>>): Said => ({
  id: String(row['id']),
  used: Number(row['used']),
  noticed: Number(row['noticed']),
});
