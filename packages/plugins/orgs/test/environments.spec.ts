import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { multiplayerPlugin } from '@aethex/plugin-multiplayer';
import { auth, players, rooms, saves } from '@aethex/protocol';
import { wires, type TestCaller } from '@aethex/testing';
import { codeOf, password, Studio, type Person } from './fixtures.js';

const game = 'starfall';
const username = 'dana';

/** One player, one save and one room of `dev`, looked for from `live` and back. */
describe('environments of one game', () => {
  let studio: Studio;
  let ann: Person & { org_id: string };
  const keys = new Map<string, string>();
  let dana: TestCaller;
  let danaId: string;
  let saveId: string;
  let roomId: string;
  beforeAll(async () => {
    studio = await Studio.start({}, { plugins: [multiplayerPlugin()] });
    ann = await studio.founder();
    const { environments } = await ann.games.create({ org_id: ann.org_id, game, name: 'Starfall' });
    for (const { environment, public_key } of environments) keys.set(environment, public_key ?? '');
    const signed = await at('dev').rest(auth).register({ username, password });
    danaId = signed.user_id;
    dana = studio.server.bearer(signed.token);
    ({ save_id: saveId } = await dana.rest(saves).put({ slot_name: 'main', data: { secret: 'of dev' } }));
    ({ room_id: roomId } = await dana.rest(rooms).create({ properties: { map: 'of dev' } }));
  });
  afterAll(() => studio.server.stop());

  const at = (environment: string) => studio.server.anyone(keys.get(environment));
  const strangerIn = async (environment: string): Promise<TestCaller> => {
    const { token } = await at(environment).rest(auth).guest({});
    return studio.server.bearer(token);
  };

  it('do not know each other’s accounts', async () => {
    const login = (environment: string) => codeOf(at(environment).rest(auth).login({ username, password }));
    expect(await login('dev')).toBe('ok');
    expect([await login('live'), await login('staging')]).toEqual([
      'auth.invalid_credentials',
      'auth.invalid_credentials',
    ]);
    const again = await at('live').rest(auth).register({ username, password });
    expect(again.user_id).not.toBe(danaId);
  });

  it.each(wires)('show nothing of each other over %s', async (wire) => {
    for (const environment of ['live', 'staging']) {
      const eve = await strangerIn(environment);
      expect((await eve[wire](saves).list({ user_id: 'me' })).saves).toEqual([]);
      expect(await codeOf(eve[wire](saves).list({ user_id: danaId }))).toBe('saves.not_found');
      for (const user_id of ['me', danaId])
        expect(await codeOf(eve[wire](saves).get({ user_id, save_id: saveId }))).toBe('saves.not_found');
      expect(await codeOf(eve[wire](auth).getPlayer({ user_id: danaId }))).toBe('auth.not_found');
      expect((await eve[wire](rooms).list({})).rooms).toEqual([]);
      expect(await codeOf(eve[wire](rooms).get({ room_id: roomId }))).toBe(
        await codeOf(eve[wire](rooms).get({ room_id: '01890a5d-ac96-774b-bcce-b302099a8057' })),
      );
    }
    expect((await dana[wire](rooms).list({})).rooms.map(({ room_id }) => room_id)).toEqual([roomId]);
    expect((await dana[wire](saves).list({})).saves.map(({ save_id }) => save_id)).toEqual([saveId]);
  });

  it('refuse a token of one together with the key of another', async () => {
    const response = await fetch(`${studio.server.url}/api/v1/saves/me`, {
      headers: { authorization: `Bearer ${await dana.token()}`, 'x-game-key': keys.get('live') ?? '' },
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'request.game_key_invalid' } });
  });

  it('have servers and studio people of their own', async () => {
    const enter = async (environment: 'live' | 'dev') =>
      studio.server.bearer((await ann.games.enter({ org_id: ann.org_id, game, environment })).token);
    const [live, dev] = [await enter('live'), await enter('dev')];
    expect(await codeOf(dev.rest(players).get({ player_id: danaId }))).toBe('ok');
    expect(await codeOf(live.rest(players).get({ player_id: danaId }))).toBe('players.not_found');
    const made = {
      org_id: ann.org_id,
      game,
      sort: 'secret' as const,
      label: 'x',
      scopes: ['auth.verify_players'],
    };
    const key = await ann.games.createKey({ ...made, environment: 'live' });
    const token = await dana.token();
    const seen = await studio.server.bearer(key.key).rest(players).verifyToken({ token });
    expect(seen).toMatchObject({ active: false, player: null });
  });

  it('but live have no people of studios', async () => {
    const bob = await studio.person();
    await ann.orgs.invite({ org_id: ann.org_id, email: bob.email, role: 'admin' });
    await studio.server.flushJobs();
    const token = studio.secretTo(bob.email, 'token');
    const twin = await at('dev').rest(auth).register({ email: bob.email, password });
    await studio.server.flushJobs();
    await at('dev')
      .rest(auth)
      .verifyEmail({ code: studio.secretTo(bob.email, 'code') });
    const inDev = studio.known(twin.user_id, bob.email, twin.token);
    expect(await codeOf(inDev.orgs.acceptInvitation({ token }))).toBe('orgs.account_needed');
    expect((await inDev.orgs.list({})).orgs).toEqual([]);
    expect(await codeOf(bob.orgs.acceptInvitation({ token }))).toBe('ok');
  });
});
