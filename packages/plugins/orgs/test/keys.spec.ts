import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db } from '@aethex/core';
import { auth, games, players, saves } from '@aethex/protocol';
import { wires, type TestCaller } from '@aethex/testing';
import { KeyUses } from '../src/games/key-uses.js';
import { codeOf, password, rows, Studio, type Person } from './fixtures.js';

const game = 'starfall';

describe('the keys of a game', () => {
  let studio: Studio;
  let ann: Person & { org_id: string };
  let at: { org_id: string; game: string };
  beforeAll(async () => {
    studio = await Studio.start({ maxKeys: 20, unknownKeysPerMinute: 100 });
    ann = await studio.founder();
    at = { org_id: ann.org_id, game };
    await ann.games.create({ ...at, name: 'Starfall', brand: { color: '#112233' } });
  });
  afterAll(() => studio.server.stop());

  const secretKey = (scopes: string[] = ['auth.verify_players'], more: object = {}) =>
    ann.games.createKey({ ...at, environment: 'live', sort: 'secret', label: 'servers', scopes, ...more });
  const publicKeyOf = async (environment: string): Promise<string> => {
    const found = (await ann.games.get(at)).environments.find((one) => one.environment === environment);
    return found?.public_key ?? '';
  };
  const opens = (key: string): Promise<string> =>
    codeOf(studio.server.bearer(key).rest(games).serviceToken({ seconds: 60 }));

  it('come with the game: a public one for each environment', async () => {
    const { environments } = await ann.games.get(at);
    expect(environments.map(({ game_id }) => game_id)).toEqual([
      'starfall',
      'starfall:staging',
      'starfall:dev',
    ]);
    for (const { public_key } of environments) expect(public_key).toMatch(/^agk_[\w-]{43}$/);
  });

  it('of the public sort say which game somebody comes to', async () => {
    const dev = studio.server.anyone(await publicKeyOf('dev'));
    const { token } = await dev.rest(auth).guest({});
    expect((await studio.server.bearer(token).rest(auth).getSession({})).game_id).toBe('starfall:dev');
    const wrong = studio.server.anyone(`agk_${'x'.repeat(43)}`);
    expect(await codeOf(wrong.rest(auth).guest({}))).toBe('request.game_key_invalid');
    expect(await codeOf(studio.server.anyone('hello').rest(auth).guest({}))).toBe('request.game_key_invalid');
  });

  it('of the secret sort are kept as hashes, and shown once', async () => {
    const { key, shown, key_id } = await secretKey();
    expect(key).toMatch(/^ask_[\w-]{43}$/);
    expect(key.startsWith(shown.slice(0, -1))).toBe(true);
    const kept = JSON.stringify(await rows(studio.server.get(Db), 'SELECT * FROM "orgs_keys"'));
    expect(kept).not.toContain(key);
    const listed = (await ann.games.keys(at)).keys.find((one) => one.key_id === key_id);
    expect(JSON.stringify(listed)).not.toContain(key);
  });

  it.each(wires)('are the studio’s own server over %s, in their game and with their scopes', async (wire) => {
    const caller: TestCaller = studio.server.bearer((await secretKey()).key);
    const made = await caller[wire](games).serviceToken({ seconds: 60 });
    expect(made.scopes).toEqual(['auth.verify_players']);
    const weak = studio.server.bearer((await secretKey([])).key);
    const { token } = await studio.server
      .anyone(await publicKeyOf('live'))
      .rest(auth)
      .guest({});
    expect(await codeOf(weak[wire](players).verifyToken({ token }))).toBe('request.forbidden');
    expect(await caller[wire](players).verifyToken({ token })).toMatchObject({ active: true });
    expect(await codeOf(caller[wire](saves).list({ user_id: 'me' }))).not.toBe('ok');
  });

  it('in a browser are refused, and the audit log knows', async () => {
    const { key, key_id } = await secretKey();
    const response = await fetch(`${studio.server.url}/api/v1/games/service-token`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        origin: studio.server.url,
        'content-type': 'application/json',
      },
      body: '{}',
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'keys.browser' } });
    const socket = await studio.server.rawSocket({ headers: { origin: studio.server.url } });
    socket.send({ type: 'auth', token: key });
    expect((await socket.closed).code).toBeGreaterThan(4000);
    const { entries } = await ann.orgs.audit({ org_id: at.org_id, key_id });
    expect(entries.map(({ method, outcome }) => [method, outcome])).toContainEqual([
      'keys.use',
      'keys.browser',
    ]);
  });

  it('cannot have more scopes than whoever makes them', async () => {
    const dev = await studio.member(ann, at.org_id, 'developer');
    const make = (scopes: string[]) =>
      dev.games.createKey({ ...at, environment: 'dev', sort: 'secret', label: 'mine', scopes });
    expect(await codeOf(make(['auth.moderate']))).toBe('ok');
    expect(await codeOf(make(['auth.moderate', 'orgs.delete']))).toBe('games.escalation');
    expect(await codeOf(make(['no.such_thing']))).toBe('games.escalation');
    const open = {
      ...at,
      environment: 'dev' as const,
      sort: 'public' as const,
      label: 'x',
      scopes: ['auth.moderate'],
    };
    expect(await codeOf(ann.games.createKey(open))).toBe('games.scopes_public');
  });

  it('end when they are revoked, with every token and socket that was made with them', async () => {
    const { key, key_id } = await secretKey();
    const { token } = await studio.server.bearer(key).rest(games).serviceToken({ seconds: 600 });
    const socket = await studio.server.bearer(token).open();
    expect(await opens(key)).toBe('ok');
    await ann.games.revokeKey({ ...at, key_id });
    expect(await opens(key)).toBe('auth.token_invalid');
    expect(await opens(token)).toBe('auth.token_invalid');
    expect((await socket.closed).code).toBe(4503);
    expect(await codeOf(ann.games.revokeKey({ ...at, key_id }))).toBe('games.key_not_found');
  });

  it('rotated, work beside their successor for a day and no longer', async () => {
    const old = await secretKey();
    const next = await ann.games.rotateKey({ ...at, key_id: old.key_id });
    expect(next).toMatchObject({ scopes: ['auth.verify_players'], label: 'servers', replaced_by: null });
    expect([await opens(old.key), await opens(next.key)]).toEqual(['ok', 'ok']);
    expect(await codeOf(ann.games.rotateKey({ ...at, key_id: old.key_id }))).toBe('games.key_rotated');
    const soon = await ann.games.rotateKey({ ...at, key_id: next.key_id, overlap: 0 });
    expect([await opens(next.key), await opens(soon.key)]).toEqual(['auth.token_invalid', 'ok']);
  });

  it('rotated by ten at once have one successor', async () => {
    const { key_id } = await secretKey();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => codeOf(ann.games.rotateKey({ ...at, key_id }))),
    );
    expect(answers.filter((code) => code === 'ok')).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(['ok', 'games.key_rotated']));
  });

  it('make tokens that can do no more than they can, make no others, and die with them', async () => {
    const { key } = await secretKey(['auth.verify_players', 'auth.moderate']);
    const server = studio.server.bearer(key).rest(games);
    const made = await server.serviceToken({ scopes: ['auth.verify_players'], seconds: 60 });
    expect(made.token).toMatch(/^asv_/);
    expect(await codeOf(server.serviceToken({ scopes: ['orgs.delete'] }))).toBe('games.escalation');
    const child = studio.server.bearer(made.token).rest(games);
    expect(await codeOf(child.serviceToken({}))).toBe('games.key_needed');
  });

  it('are remembered as used, to the minute', async () => {
    const { key, key_id } = await secretKey();
    await opens(key);
    await studio.server.get(KeyUses).write();
    const found = (await ann.games.keys(at)).keys.find((one) => one.key_id === key_id);
    expect(found?.last_used_at).toBe(studio.server.clock?.now().toISOString());
  });

  it('of another game name nothing, and are named by nobody else', async () => {
    const eve = await studio.person();
    const { key_id } = await secretKey();
    expect(await codeOf(eve.games.revokeKey({ ...at, key_id }))).toBe('games.not_found');
    await ann.games.create({ ...at, game: 'other', name: 'Other' });
    const crossed = { ...at, game: 'other', key_id };
    expect(await codeOf(ann.games.revokeKey(crossed))).toBe('games.key_not_found');
    expect(await codeOf(ann.games.create({ ...at, name: 'Again' }))).toBe('games.slug_taken');
    expect(await codeOf(ann.games.create({ ...at, game: 'default', name: 'Again' }))).toBe(
      'games.slug_taken',
    );
  });

  it('end at once with their game, and come back with it', async () => {
    const doomed = { org_id: at.org_id, game: 'doomed' };
    await ann.games.create({ ...doomed, name: 'Doomed' });
    const about = { environment: 'live' as const, label: 'x', scopes: [] };
    const secret = await ann.games.createKey({ ...doomed, ...about, sort: 'secret' });
    const open = await ann.games.createKey({ ...doomed, ...about, sort: 'public' });
    const entered = await ann.games.enter({ ...doomed, environment: 'live' });
    const guest = () => codeOf(studio.server.anyone(open.key).rest(auth).guest({}));
    const find = () => codeOf(studio.server.bearer(entered.token).rest(players).find({}));
    const all = async () => [await opens(secret.key), await guest(), await find()];
    expect(await all()).toEqual(['ok', 'ok', 'ok']);
    await ann.games.delete(doomed);
    expect(await all()).toEqual(['auth.token_invalid', 'request.game_key_invalid', 'auth.token_invalid']);
    expect(await codeOf(ann.games.get(doomed))).toBe('games.not_found');
    await ann.games.restore(doomed);
    expect(await all()).toEqual(['ok', 'ok', 'ok']);
    await ann.games.delete(doomed);
    studio.server.clock?.advance(31 * 86_400_000);
    const again = await studio.server.anyone().rpc(auth).login({ email: ann.email, password });
    const later = studio.known(ann.id, ann.email, again.token);
    expect(await codeOf(later.games.restore(doomed))).toBe('games.not_found');
    ann = { ...ann, ...later };
  });

  it('with an end are good until then', async () => {
    const { key } = await secretKey([], { expires_in: 120 });
    expect(await opens(key)).toBe('ok');
    studio.server.clock?.advance(121_000);
    expect(await opens(key)).toBe('auth.token_invalid');
  });
});

it('whoever tries out keys is slowed down, and nobody else', async () => {
  const studio = await Studio.start({ unknownKeysPerMinute: 5 });
  try {
    const ann = await studio.founder();
    const at = { org_id: ann.org_id, game: 'default' };
    const good = await ann.games.createKey({ ...at, environment: 'live', sort: 'secret', label: 'x' });
    const opens = (key: string) =>
      codeOf(studio.server.bearer(key).rest(games).serviceToken({ seconds: 60 }));
    expect(await opens(good.key)).toBe('ok');
    const guesses = Array.from({ length: 8 }, (_, index) => `ask_${String(index).padEnd(43, 'g')}`);
    const answers: string[] = [];
    for (const guess of guesses) answers.push(await opens(guess));
    expect(answers.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'auth.token_invalid'));
    expect(answers.at(-1)).toBe('request.rate_limited');
    expect(await opens(good.key)).toBe('ok');
  } finally {
    await studio.server.stop();
  }
});
