import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, definePlugin, PluginHost, serve } from '@aethex/core';
import { defineContract, games, orgs, players } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { codeOf, rows, Studio, type Person } from './fixtures.js';

const trial = defineContract('trial', {
  fail: {
    summary: 'Fail halfway.',
    who: 'player',
    http: 'POST /trial/:org_id',
    input: z.object({ org_id: z.string() }),
    output: z.null(),
    once: true,
    audited: ['org_id'],
    example: { input: { org_id: '1' }, output: null },
  },
});

@Injectable()
class Trial {
  constructor(private readonly db: Db) {}

  async fail({ org_id }: { org_id: string }): Promise<null> {
    const sql = `UPDATE "orgs_orgs" SET "name" = 'Halfway' WHERE "id" = $1`;
    await this.db.write((em) => em.run(sql, [org_id]));
    throw new TypeError('halfway');
  }
}

const trialPlugin = definePlugin({ id: 'trial', serves: [serve(trial, Trial)] });

describe('the audit log', () => {
  let studio: Studio;
  let ann: Person & { org_id: string };
  let org_id: string;
  beforeAll(async () => {
    studio = await Studio.start({ creation: 'anyone' }, { plugins: [trialPlugin()] });
    ann = await studio.founder();
    org_id = ann.org_id;
  });
  afterAll(() => studio.server.stop());

  const entries = async (filter: object = {}) =>
    (await ann.orgs.audit({ org_id, limit: 100, ...filter })).entries;

  it('tells who did what to what, from where, and how it ended', async () => {
    await ann.orgs.update({ org_id, name: 'Renamed' });
    const [entry] = await entries({ method: 'orgs.update' });
    expect(entry).toMatchObject({
      actor: 'player',
      actor_id: ann.id,
      method: 'orgs.update',
      about: { org_id, name: 'Renamed' },
      outcome: 'done',
      network: '127.0.0.0/24',
    });
  });

  it('tells of refusals too, with their codes', async () => {
    const bob = await studio.member(ann, org_id, 'analyst');
    expect(await codeOf(bob.orgs.setRole({ org_id, player_id: ann.id, role: 'analyst' }))).toBe(
      'request.forbidden',
    );
    expect(await entries({ actor_id: bob.id, method: 'orgs.setRole' })).toMatchObject([
      { outcome: 'request.forbidden', about: { player_id: ann.id, role: 'analyst' } },
    ]);
  });

  it('keeps what failed when all of the call is rolled back', async () => {
    const response = await fetch(`${studio.server.url}/api/v1/trial/${org_id}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.token}`, 'idempotency-key': 'once-only' },
    });
    expect(response.status).toBe(500);
    const found = async () => (await entries({ method: 'trial.fail' }))[0]?.outcome;
    for (let tries = 0; tries < 200 && (await found()) === null; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await found()).toBe('server.internal');
    expect((await ann.orgs.get({ org_id })).name).not.toBe('Halfway');
  });

  it('has no secrets in it', async () => {
    const made = await ann.games.createKey({
      org_id,
      game: 'default',
      environment: 'live',
      sort: 'secret',
      label: 'servers',
      scopes: ['auth.read_players'],
    });
    const kept = JSON.stringify(await rows(studio.server.get(Db), 'SELECT * FROM "orgs_audit"'));
    expect(kept).toContain('servers');
    expect(kept).not.toMatch(/a(sk|in|ad|st)_[\w-]{20}/);
    await studio.server.bearer(made.key).rest(players).find({});
    const [entry] = await entries({ key_id: made.key_id });
    expect(entry).toMatchObject({
      actor: 'server',
      method: 'players.find',
      game_id: 'default',
      outcome: 'done',
    });
  });

  it('is written by nobody else', async () => {
    const eve = await studio.person();
    const before = await entries();
    await codeOf(eve.orgs.update({ org_id, name: 'Mine now' }));
    await codeOf(eve.games.delete({ org_id, game: 'default' }));
    expect(await entries()).toEqual(before);
    expect(await codeOf(eve.orgs.audit({ org_id }))).toBe('orgs.not_found');
  });

  it('is read page by page, by those who may', async () => {
    const all = await entries();
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ann.orgs.audit({ org_id, limit: 3, ...(cursor !== undefined && { cursor }) });
      pages.push(...page.entries.map(({ entry_id }) => entry_id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(pages).toEqual(all.map(({ entry_id }) => entry_id));
    const bob = await studio.member(ann, org_id, 'support');
    expect(await codeOf(bob.orgs.audit({ org_id }))).toBe('request.forbidden');
    expect(await codeOf(ann.orgs.audit({ org_id, cursor: 'AAAA' }))).toBe('request.invalid');
  });

  it('names nobody whose account was erased, and an owner who goes is followed by an admin', async () => {
    const cara = await studio.person();
    const { org_id: id } = await cara.orgs.create({ name: 'Caras' });
    const bob = await studio.member(cara, id, 'admin');
    const dan = await studio.member(cara, id, 'support');
    await cara.orgs.setRole({ org_id: id, player_id: dan.id, role: 'analyst' });
    await codeOf(bob.orgs.setRole({ org_id: id, player_id: cara.id, role: 'analyst' }));
    for (const { hooks } of studio.server.get(PluginHost).privacy())
      await hooks.erase({ gameId: 'default', playerId: cara.id });
    const { members } = await bob.orgs.members({ org_id: id });
    expect(members.map(({ player_id, role }) => [player_id, role])).toEqual([
      [bob.id, 'owner'],
      [dan.id, 'analyst'],
    ]);
    const log = (await bob.orgs.audit({ org_id: id })).entries;
    expect(JSON.stringify(log)).not.toContain(cara.id);
    expect(log.some(({ actor_id }) => actor_id === 'erased')).toBe(true);
  });

  it('is asked for by every method that changes an organization, a game or a key', () => {
    const exempt = new Set(['findInvitation', 'declineInvitation']);
    for (const contract of [orgs, games])
      for (const [name, spec] of Object.entries(contract.methods) as [
        string,
        { http?: unknown; audited?: unknown },
      ][]) {
        const reads = JSON.stringify(spec.http).includes('GET ') || exempt.has(name);
        expect([name, spec.audited !== undefined]).toEqual([name, !reads]);
      }
  });
});
