import { definePlugin, Db, Quotas, type Hold, type Use } from '@aethex/core';
import { plans, saves, auth } from '@aethex/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type orgsPlugin } from '../src/index.js';
import { testEngines } from './engines.js';
import { codeOf, password, rows, Studio, type Person } from './fixtures.js';

const trafficPlugin = definePlugin({
  id: 'traffic',
  meters: [
    { name: 'traffic.bytes', about: 'Bytes that were delivered.', unit: 'bytes', kind: 'month' },
    { name: 'traffic.slow', about: 'Bytes that are slowed down.', unit: 'bytes', kind: 'month' },
    { name: 'traffic.told', about: 'Bytes that are only told.', unit: 'bytes', kind: 'month' },
  ],
});

const settings = {
  creation: 'anyone',
  meterActions: { 'traffic.bytes': 'refuse', 'traffic.slow': 'throttle' },
  unitPrices: { 'traffic.bytes': 0.01, 'saves.stored_bytes': 1 },
  plans: {
    tiny: {
      title: 'Tiny',
      price: null,
      includes: [],
      limits: { 'traffic.bytes': 100, 'traffic.slow': 100, 'traffic.told': 100 },
    },
  },
} satisfies Parameters<typeof orgsPlugin>[0];

const use = (amount: number, meter = 'traffic.bytes', more: Partial<Use> = {}): Use => ({
  meter,
  gameId: 'default',
  amount,
  ...more,
});

describe.each(testEngines)('plans and quotas on $name', (engine) => {
  let studio: Studio;
  let ann: Person & { org_id: string };
  let db: Db;
  let quotas: Quotas;
  const planOf = (person: Person) => studio.server.bearer(person.token).rest(plans);
  const count = (one: Use): Promise<string> => codeOf(db.write((em) => quotas.count(em, one)));
  const usage = async (meter = 'traffic.bytes') =>
    (await planOf(ann).usage({ org_id: ann.org_id })).meters.find((one) => one.meter === meter);
  const start = (limits: Record<string, number | null> = {}, plan = 'tiny') =>
    planOf(ann).setPlan({ org_id: ann.org_id, plan, limits });
  const later = async (ms: number): Promise<void> => {
    studio.server.clock?.advance(ms);
    const { token } = await studio.server.anyone().rpc(auth).login({ email: ann.email, password });
    ann = { ...studio.known(ann.id, ann.email, token), org_id: ann.org_id };
  };
  const reset = () => db.write((em) => em.run('DELETE FROM "orgs_meters"'));

  let close: () => Promise<void>;

  beforeAll(async () => {
    const opened = await engine.open();
    close = opened.close;
    studio = await Studio.start(settings, { adapters: opened.adapters, plugins: [trafficPlugin()] });
    ann = await studio.founder();
    db = studio.server.get(Db);
    quotas = studio.server.get(Quotas);
  });
  afterAll(async () => {
    await studio.server.stop();
    await close();
  });

  it('limit nothing until a plan is given', async () => {
    expect(await count(use(10_000))).toBe('ok');
    expect(await usage()).toMatchObject({ limit: null, used: 10_000, state: 'ok' });
    await reset();
  });

  it('take a plan from admins of the installation only, and know their meters', async () => {
    const eve = await studio.person();
    const own = await eve.orgs.create({ name: 'Eve’s' });
    expect(await codeOf(planOf(eve).setPlan({ org_id: own.org_id, plan: 'enterprise' }))).toBe(
      'request.forbidden',
    );
    expect(await codeOf(start({}, 'golden'))).toBe('plans.plan_unknown');
    expect(await codeOf(start({ 'traffic.unknown': 1 }))).toBe('plans.meter_unknown');
    expect(await codeOf(planOf(ann).setPlan({ org_id: eve.id, plan: 'pro' }))).toBe('plans.not_found');
    expect(await codeOf(planOf(eve).usage({ org_id: ann.org_id }))).toBe('plans.not_found');
    expect(await codeOf(planOf(ann).usage({ org_id: own.org_id }))).toBe('ok');
    const named = (await planOf(ann).list({})).plans.map(({ plan }) => plan);
    expect(named).toEqual(['free', 'pro', 'enterprise', 'self_hosted', 'tiny']);
  });

  it('go from 80 over 100 to 120 %, tell owners once each, and refuse what is beyond', async () => {
    await start();
    const seen: (string | undefined)[] = [];
    for (const amount of [79, 1, 19, 1, 19, 1]) {
      expect(await count(use(amount))).toBe('ok');
      seen.push((await usage())?.state);
    }
    expect(seen).toEqual(['ok', 'near', 'near', 'over', 'over', 'exceeded']);
    expect(await count(use(1))).toBe('quota.exceeded');
    expect(await count(use(1, 'traffic.bytes', { mayRefuse: false }))).toBe('ok');
    await studio.server.flushJobs();
    const subjects = studio.box.sent
      .filter(({ to, subject }) => to === ann.email && subject.includes('traffic.bytes'))
      .map(({ subject }) => subject);
    expect(subjects).toEqual([
      'Starfall Games has used 80 % of traffic.bytes',
      'Starfall Games has reached the limit of traffic.bytes',
      'Starfall Games is beyond the limit of traffic.bytes',
    ]);
    await reset();
  });

  it('only tell where that is all a limit is for, and let through what the limit allows where they slow down', async () => {
    expect(await count(use(500, 'traffic.told'))).toBe('ok');
    expect(await usage('traffic.told')).toMatchObject({ state: 'exceeded', used: 500 });
    expect(await count(use(120, 'traffic.slow'))).toBe('ok');
    expect(await count(use(1, 'traffic.slow'))).toBe('ok');
    expect(await count(use(1, 'traffic.slow'))).toBe('quota.exceeded');
    await later((31 * 86_400_000) / 100);
    expect(await count(use(1, 'traffic.slow'))).toBe('ok');
    await reset();
  });

  it('of two hundred that race for the last room let exactly as much through as there is', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => count(use(7))));
    const through = answers.filter((code) => code === 'ok').length;
    expect([through, (await usage())?.used]).toEqual([17, 119]);
    expect(new Set(answers)).toEqual(new Set(['ok', 'quota.exceeded']));
    await reset();
    const holds = await Promise.allSettled(Array.from({ length: 200 }, () => quotas.reserve(use(7))));
    const held = holds.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect([held.length, (await usage())?.held]).toEqual([17, 119]);
    await Promise.all(
      held.map((hold, index) =>
        index % 2 === 0 ? quotas.release(hold) : db.write((em) => quotas.commit(em, hold, 3)),
      ),
    );
    expect(await usage()).toMatchObject({ held: 0, used: 24 });
    await reset();
  });

  it('take a hold back after 15 minutes, with or without somebody who needs the room', async () => {
    const stale = await quotas.reserve(use(120));
    expect(await codeOf(quotas.reserve(use(1)))).toBe('quota.exceeded');
    await later(15 * 60_000);
    const fresh = await quotas.reserve(use(120));
    const commit = (hold: Hold): Promise<string> => codeOf(db.write((em) => quotas.commit(em, hold)));
    expect(await commit(stale)).toBe('quota.hold_over');
    await quotas.release(stale);
    expect(await commit(fresh)).toBe('ok');
    expect(await commit(fresh)).toBe('quota.hold_over');
    expect(await usage()).toMatchObject({ used: 120, held: 0 });
    await reset();
  });

  it('count nothing of a write that fails', async () => {
    const failing = db.write(async (em) => {
      await quotas.count(em, use(50));
      throw new Error('no');
    });
    expect(await codeOf(failing)).toBe('no');
    expect(await usage()).toMatchObject({ used: 0 });
  });

  it('keep a ledger by game and day, from which costs follow', async () => {
    await count(use(30));
    const [day = ''] = (studio.server.clock?.now() ?? new Date()).toISOString().split('T');
    const { costs, currency } = await planOf(ann).costs({ org_id: ann.org_id, from: day, to: day });
    const traffic = costs.find(({ meter }) => meter === 'traffic.bytes');
    expect(currency).toBe('USD');
    expect(traffic?.cost).toBeCloseTo((traffic?.amount ?? 0) * 0.01, 6);
    expect(traffic?.amount).toBeGreaterThanOrEqual(30);
    const sql = 'SELECT SUM("amount") AS "sum" FROM "orgs_usage" WHERE "meter" = \'traffic.bytes\'';
    expect(Number((await rows(db, sql))[0]?.['sum'])).toBe(traffic?.amount);
    await reset();
  });

  it('count a player once a month, refuse only new ones, and never a save that is there (Q2, Q3)', async () => {
    const anyone = studio.server.anyone().rpc(auth);
    const guest = await anyone.guest({});
    const player = studio.server.bearer(guest.token).rest(saves);
    await player.put({ slot_name: 'main', data: { level: 5 } });
    await reset();
    await db.write((em) => em.run('DELETE FROM "orgs_seen"'));
    const exceeded = { 'auth.monthly_players': 0, 'saves.bytes_per_player': 0, 'traffic.bytes': 0 };
    await start(exceeded);
    expect(await codeOf(anyone.guest({}))).toBe('quota.exceeded');
    const again = await anyone.refresh({ refresh_token: guest.refresh_token });
    expect(await usage('auth.monthly_players')).toMatchObject({ limit: 0, state: 'exceeded' });
    const returning = studio.server.bearer(again.token).rest(saves);
    expect(await codeOf(returning.put({ slot_name: 'more', data: 'x' }))).toBe('saves.quota');
    expect(await returning.get({ save_id: 'main' })).toMatchObject({ data: { level: 5 } });
    expect((await returning.list()).saves).toHaveLength(1);
    expect((await returning.history({ save_id: 'main' })).revisions).toHaveLength(1);
    await returning.delete({ save_id: 'main' });
    expect((await returning.list()).saves).toEqual([]);
    await start({}, 'self_hosted');
  });

  it('measure what is stored, for the month and the ledger', async () => {
    const { token } = await studio.server.anyone().rpc(auth).guest({});
    await studio.server
      .bearer(token)
      .rest(saves)
      .put({ slot_name: 'main', data: 'x'.repeat(500) });
    const { MeasureGauges } = await import('../src/plans/measure-gauges.js');
    await studio.server.get(MeasureGauges).run();
    const sql = 'SELECT SUM("stored_bytes") AS "sum" FROM "saves_usage"';
    const stored = Number((await rows(db, sql))[0]?.['sum']);
    expect(stored).toBeGreaterThan(0);
    expect(await usage('saves.stored_bytes')).toMatchObject({ used: stored, forecast: null });
  });
});
