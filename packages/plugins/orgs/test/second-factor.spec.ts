import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auth, orgs as orgsContract, players } from '@aethex/protocol';
import { generateSync } from 'otplib';
import { codeOf, Studio, type Person } from './fixtures.js';

describe('an organization that asks for a second factor', () => {
  let studio: Studio;
  let ann: Person & { org_id: string };
  let bob: Person;
  let org_id: string;
  beforeAll(async () => {
    studio = await Studio.start();
    ann = await studio.founder();
    org_id = ann.org_id;
    bob = await studio.member(ann, org_id, 'support');
  });
  afterAll(() => studio.server.stop());

  const codeFor = (secret: string): string => {
    studio.server.clock?.advance(30_000);
    const now = studio.server.clock?.now() ?? new Date();
    return generateSync({ secret, epoch: Math.floor(now.getTime() / 1000) });
  };
  /** Turns the second factor of somebody on, and shows it in their session. */
  const secure = async ({ token }: Person): Promise<void> => {
    const account = studio.server.bearer(token).rest(auth);
    const { secret } = await account.mfaSetup({});
    await account.mfaConfirm({ code: codeFor(secret) });
    await account.reauthenticate({ code: codeFor(secret) });
  };
  const enter = (person: Person) => person.games.enter({ org_id, game: 'default', environment: 'live' });

  it('is made one only by somebody who has shown theirs', async () => {
    expect(await codeOf(ann.orgs.update({ org_id, require_mfa: true }))).toBe('orgs.mfa_required');
    await secure(ann);
    expect(await ann.orgs.update({ org_id, require_mfa: true })).toMatchObject({ require_mfa: true });
  });

  it('lets others see only which one it is, until they have shown one', async () => {
    expect((await bob.orgs.list({})).orgs).toMatchObject([{ org_id, require_mfa: true }]);
    expect(await codeOf(bob.orgs.get({ org_id }))).toBe('ok');
    const refused = [
      bob.orgs.members({ org_id }),
      bob.orgs.roles({ org_id }),
      bob.games.list({ org_id }),
      enter(bob),
    ];
    expect(await Promise.all(refused.map(codeOf))).toEqual([
      'orgs.mfa_required',
      'orgs.mfa_required',
      'games.mfa_required',
      'games.mfa_required',
    ]);
    await secure(bob);
    expect(await codeOf(bob.orgs.members({ org_id }))).toBe('ok');
    expect(await codeOf(enter(bob))).toBe('ok');
  });

  it('ends what was entered before it became one', async () => {
    await ann.orgs.update({ org_id, require_mfa: false });
    const cara = await studio.member(ann, org_id, 'support');
    const { token } = await enter(cara);
    const find = () => codeOf(studio.server.bearer(token).rest(players).find({}));
    expect(await find()).toBe('ok');
    await ann.orgs.update({ org_id, require_mfa: true });
    expect(await find()).toBe('auth.token_invalid');
  });

  it('is not left open to strangers by its look', async () => {
    const eve = studio.server.bearer((await studio.person()).token).rest(orgsContract);
    expect(await codeOf(eve.members({ org_id }))).toBe('orgs.not_found');
  });
});
