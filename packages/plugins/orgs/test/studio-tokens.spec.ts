import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auth, players } from '@aethex/protocol';
import { wires } from '@aethex/testing';
import { codeOf, Studio, type Person } from './fixtures.js';

describe('a studio token', () => {
  let studio: Studio;
  let ann: Person & { org_id: string };
  let org_id: string;
  beforeAll(async () => {
    studio = await Studio.start();
    ann = await studio.founder();
    org_id = ann.org_id;
  });
  afterAll(() => studio.server.stop());

  const at = () => ({ org_id, game: 'default', environment: 'live' as const });
  const finds = (token: string) => codeOf(studio.server.bearer(token).rest(players).find({}));

  it.each(wires)('opens a game over %s with the permissions of the role', async (wire) => {
    const { token, game_id, permissions } = await ann.games.enter(at());
    expect(token).toMatch(/^ast_/);
    expect(game_id).toBe('default');
    expect(permissions).toContain('auth.read_players');
    const found = await studio.server.bearer(token)[wire](players).find({ email: ann.email });
    expect(found.players.map(({ player_id }) => player_id)).toEqual([ann.id]);
  });

  it('can do no more than its member, and after a change of role what the new one can', async () => {
    const bob = await studio.member(ann, org_id, 'analyst');
    const { token } = await bob.games.enter(at());
    expect(await finds(token)).toBe('request.forbidden');
    await ann.orgs.setRole({ org_id, player_id: bob.id, role: 'support' });
    expect(await finds(token)).toBe('ok');
    const socket = await studio.server.bearer(token).open();
    await ann.orgs.setRole({ org_id, player_id: bob.id, role: 'analyst' });
    expect(await finds(token)).toBe('request.forbidden');
    expect((await socket.closed).code).toBe(4503);
  });

  it('follows a role of the organization’s own when that changes', async () => {
    const role = { org_id, role: 'watch', name: 'Watch' };
    await ann.orgs.putRole({ ...role, permissions: ['auth.read_players'] });
    const bob = await studio.member(ann, org_id, 'watch');
    const { token } = await bob.games.enter(at());
    expect(await finds(token)).toBe('ok');
    await ann.orgs.putRole({ ...role, permissions: [] });
    expect(await finds(token)).toBe('request.forbidden');
  });

  it('dies with the membership', async () => {
    const bob = await studio.member(ann, org_id, 'support');
    const { token } = await bob.games.enter(at());
    const socket = await studio.server.bearer(token).open();
    expect(await finds(token)).toBe('ok');
    await ann.orgs.removeMember({ org_id, player_id: bob.id });
    expect(await finds(token)).toBe('auth.token_invalid');
    expect((await socket.closed).code).toBe(4503);
    expect(await codeOf(bob.games.enter(at()))).toBe('games.not_found');
  });

  it('dies with the session it was made in', async () => {
    const bob = await studio.member(ann, org_id, 'support');
    const { token } = await bob.games.enter(at());
    expect(await finds(token)).toBe('ok');
    const socket = await studio.server.bearer(token).open();
    await studio.server.bearer(bob.token).rest(auth).logout({});
    expect((await socket.closed).code).toBe(4503);
    expect(await finds(token)).toBe('auth.token_invalid');
  });

  it('is good for an hour', async () => {
    const { token, expires_at } = await ann.games.enter(at());
    const now = studio.server.clock?.now().getTime() ?? 0;
    expect(Date.parse(expires_at) - now).toBe(3_600_000);
    studio.server.clock?.advance(3_600_000);
    expect(await finds(token)).toBe('auth.token_invalid');
  });

  it('cannot manage the organization: that asks for the member’s own session', async () => {
    const fresh = await studio.server
      .anyone()
      .rpc(auth)
      .login({ email: ann.email, password: 'correct horse battery' });
    const again = studio.known(ann.id, ann.email, fresh.token);
    const { token } = await again.games.enter(at());
    expect(await codeOf(studio.known(ann.id, ann.email, token).orgs.members({ org_id }))).toBe(
      'request.forbidden',
    );
  });
});
