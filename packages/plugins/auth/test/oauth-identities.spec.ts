import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PluginHost } from '@aethex/core';
import type { TestServer } from '@aethex/testing';
import { call, password, rows, sql, verdictOf, verdictOn, type Body } from './fixtures.js';
import { oauthSteps, somebody, startOauth, type Providers } from './oauth-steps.js';
import { Pack, packPlugin } from './pack.js';
import type { Person } from './test-provider.js';

const later = 300_001;

describe('the identities of an account', () => {
  let server: TestServer;
  let providers: Providers;
  let pack: Pack;
  const steps = oauthSteps(
    () => server,
    () => providers,
  );
  beforeAll(async () => {
    ({ server, providers } = await startOauth({}, { plugins: [packPlugin()] }));
    pack = server.get(Pack);
  });
  afterAll(() => server.stop());

  const newGuest = async (): Promise<Body> => (await call(server, 'POST /auth/guest', {})).body;
  const guest = async (): Promise<string> => (await newGuest()).token;
  const names = new Set<string>();
  const account = async (): Promise<Body> => {
    const username = `linker${names.size}`;
    names.add(username);
    return (await call(server, 'POST /auth/register', { username, password })).body;
  };
  const identitiesOf = async (
    token: string,
  ): Promise<readonly { identity_id: string; provider: string }[]> => {
    const { body } = await call(server, 'GET /auth/identities', undefined, token);
    return (body as unknown as { identities: { identity_id: string; provider: string }[] }).identities;
  };
  const unlink = (token: string, id: string): Promise<string> =>
    verdictOf(call(server, `DELETE /auth/identities/${id}`, undefined, token));
  const link = async (name: keyof Providers, person: Person, token: string): Promise<string> =>
    verdictOf(steps.linkOf(name, person, token));

  it('are linked, listed, and open the account from then on', async () => {
    const { token, user_id } = await account();
    const person = somebody();
    expect(await link('trusted', person, token)).toBe('200');
    expect(await link('trusted', person, token)).toBe('200');
    expect(await identitiesOf(token)).toMatchObject([{ provider: 'trusted', email: person.email }]);
    const { body } = await steps.signIn('trusted', person);
    expect([body.user_id, body.created]).toEqual([user_id, false]);
  });

  it('are linked by a platform’s token as well', async () => {
    const { token } = await account();
    providers.trusted.person = somebody();
    const input = { provider: 'trusted', token: providers.trusted.ticket() };
    expect(await verdictOf(call(server, 'POST /auth/identities', input, token))).toBe('200');
  });

  it('make a guest a full account, who stays the same player', async () => {
    const before = await newGuest();
    const person = somebody();
    expect(await link('trusted', person, before.token)).toBe('200');
    const { body } = await call(server, 'GET /auth/profile', undefined, before.token);
    expect(body).toMatchObject({ user_id: before.user_id, is_guest: false, email: person.email });
    expect((await steps.signIn('trusted', person)).body.user_id).toBe(before.user_id);
    const back = call(server, 'POST /auth/guest', { device_secret: before.device_secret });
    expect(await verdictOf(back)).toBe('409 auth.already_linked');
  });

  it('belong to one account only', async () => {
    const person = somebody();
    await steps.signIn('trusted', person);
    expect(await link('trusted', person, await guest())).toBe('409 oauth.already_linked');
    expect(await link('trusted', person, (await account()).token)).toBe('409 oauth.already_linked');
  });

  it('are changed only by who has proved themselves a moment ago, but for guests', async () => {
    const { token } = await account();
    const child = await guest();
    expect(await link('trusted', somebody(), token)).toBe('200');
    const [linked] = await identitiesOf(token);
    server.clock?.advance(later);
    expect(await link('other', somebody(), token)).toBe('401 auth.reauth_required');
    expect(await unlink(token, linked?.identity_id ?? '')).toBe('401 auth.reauth_required');
    expect(await link('trusted', somebody(), child)).toBe('200');
  });

  it('can go, all but the last way in, and their tokens with them', async () => {
    const { body } = await steps.signIn('trusted', somebody());
    const { token } = body;
    const [first] = await identitiesOf(token);
    expect(await unlink(token, first?.identity_id ?? '')).toBe('409 oauth.last_method');
    expect(await link('other', somebody(), token)).toBe('200');
    expect(await unlink(token, first?.identity_id ?? '')).toBe('204');
    const left = await identitiesOf(token);
    expect(left).toMatchObject([{ provider: 'other' }]);
    expect(await unlink(token, left[0]?.identity_id ?? '')).toBe('409 oauth.last_method');
    const kept = await rows(
      server,
      `SELECT "id" FROM "auth_external_identities" WHERE "id" = '${first?.identity_id}'`,
    );
    expect(kept).toEqual([]);
  });

  it('cannot both go when two calls take the last two at once', async () => {
    const { token } = (await steps.signIn('trusted', somebody())).body;
    await link('other', somebody(), token);
    const both = await identitiesOf(token);
    const verdicts = await Promise.all(both.map(({ identity_id }) => unlink(token, identity_id)));
    expect(verdicts.toSorted()).toEqual(['204', '409 oauth.last_method']);
  });

  it('of others are not there', async () => {
    const { token } = (await steps.signIn('trusted', somebody())).body;
    const [theirs] = await identitiesOf(token);
    const own = (await account()).token;
    expect(await unlink(own, theirs?.identity_id ?? '')).toBe('404 oauth.identity_not_found');
    expect(await unlink(own, 'nonsense')).toBe('404 oauth.identity_not_found');
  });

  it('keep their tokens sealed, are exported without them, and go with the account', async () => {
    const person = somebody();
    const { user_id: playerId } = (await steps.signIn('trusted', person)).body;
    const { hooks } = server
      .get(PluginHost)
      .privacy()
      .find(({ plugin }) => plugin === 'auth')!;
    const exported = JSON.stringify(await hooks.export({ playerId, gameId: 'default' }));
    expect(exported).toContain(`"subject":"${person.id}"`);
    expect(exported).not.toContain('secret-access');
    await hooks.erase({ playerId, gameId: 'default' });
    const left = `SELECT "id" FROM "auth_external_identities" WHERE "player_id" = '${playerId}'`;
    expect(await rows(server, left)).toEqual([]);
    expect((await steps.signIn('trusted', person)).body.created).toBe(true);
  });

  describe('when a guest turns out to have an account', () => {
    const merge = (guest_token: string, token: string) =>
      call(server, 'POST /auth/merge', { guest_token }, token);
    const statusOf = async (guestToken: string, token: string): Promise<unknown> =>
      ((await merge(guestToken, token)).body as unknown as { status: string }).status;

    /** On several nodes the work waits until none takes the guest's tokens any more. */
    const work = async (): Promise<void> => {
      server.clock?.advance(3001);
      await server.flushJobs();
    };

    it('everything the guest has is the account’s, and the guest is gone', async () => {
      const [child, owner] = [await newGuest(), (await steps.signIn('trusted', somebody())).body];
      pack.things.set(child.user_id, ['sword', 'map']);
      pack.things.set(owner.user_id, ['shield']);
      expect(await statusOf(child.token, owner.token)).toBe('merging');
      expect(await verdictOn(server, child.token)).toBe('401 auth.session_revoked');
      await work();
      expect(pack.of(owner.user_id)).toEqual(['shield', 'sword', 'map']);
      expect(await statusOf(child.token, owner.token)).toBe('merged');
      expect(await rows(server, `SELECT "id" FROM "auth_accounts" WHERE "id" = '${child.user_id}'`)).toEqual(
        [],
      );
      const back = await call(server, 'POST /auth/guest', { device_secret: child.device_secret });
      expect(back.body.user_id).not.toBe(child.user_id);
    });

    it.each([1, 2, 3, 4, 5, 6])('everything ends complete when the process ends at step %i', async (step) => {
      const [child, owner] = [await newGuest(), (await steps.signIn('trusted', somebody())).body];
      pack.things.set(child.user_id, ['sword', 'map']);
      pack.failing = step;
      await merge(child.token, owner.token);
      await work();
      expect(await statusOf(child.token, owner.token)).toBe('merging');
      server.clock?.advance(3_600_000);
      await work();
      expect(pack.of(owner.user_id)).toEqual(['sword', 'map']);
      expect(pack.of(child.user_id)).toEqual([]);
      const merged = await rows(
        server,
        `SELECT "status" FROM "auth_merges" WHERE "from_id" = '${child.user_id}'`,
      );
      expect(merged).toEqual([{ status: 'merged' }]);
    });

    it('only a guest, and only by whoever holds the guest’s token, is merged', async () => {
      const [child, owner] = [await newGuest(), (await steps.signIn('trusted', somebody())).body];
      const full = await account();
      expect(await verdictOf(merge(full.token, owner.token))).toBe('409 oauth.not_guest');
      expect(await verdictOf(merge(child.token, await guest()))).toBe('409 oauth.not_guest');
      expect(await verdictOf(merge(owner.token, owner.token))).toBe('401 oauth.guest_invalid');
      expect(await verdictOf(merge(`${child.token}x`, owner.token))).toBe('401 oauth.guest_invalid');
      expect(await verdictOf(merge(child.refresh_token, owner.token))).toBe('401 oauth.guest_invalid');
      const pool = `UPDATE "auth_accounts" SET "pool" = 'default:dev' WHERE "id" = '${child.user_id}'`;
      await sql(server, pool);
      expect(await verdictOf(merge(child.token, owner.token))).toBe('401 oauth.guest_invalid');
    });

    it('of two accounts that want one guest one gets everything', async () => {
      const child = await newGuest();
      pack.things.set(child.user_id, ['sword']);
      const [one, other] = [
        (await steps.signIn('trusted', somebody())).body,
        (await steps.signIn('trusted', somebody())).body,
      ];
      const verdicts = await Promise.all(
        [one, other].map(({ token }) => verdictOf(merge(child.token, token))),
      );
      expect(verdicts.filter((verdict) => verdict === '200')).toHaveLength(1);
      await work();
      expect([...pack.of(one.user_id), ...pack.of(other.user_id)]).toEqual(['sword']);
    });
  });
});
