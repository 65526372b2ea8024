import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auth } from '@aethex/protocol';
import { codeOf, password, Studio, type Person } from './fixtures.js';

describe('the people of a studio', () => {
  let studio: Studio;
  let ann: Person & { org_id: string };
  let org_id: string;
  beforeAll(async () => {
    studio = await Studio.start({ creation: 'anyone' });
    ann = await studio.founder();
    org_id = ann.org_id;
  });
  afterAll(() => studio.server.stop());

  it('whoever has the link of the first admin owns the organization of the first game', async () => {
    expect(await ann.orgs.list({})).toMatchObject({
      orgs: [{ org_id, name: 'Starfall Games', role: 'owner' }],
    });
    const { games } = await ann.games.list({ org_id });
    expect(games.map(({ game }) => game)).toEqual(['default']);
  });

  it('come by an invitation, which works once and for the address it was sent to', async () => {
    const bob = await studio.person();
    const eve = await studio.person();
    await ann.orgs.invite({ org_id, email: bob.email.toUpperCase(), role: 'developer' });
    await studio.server.flushJobs();
    const token = studio.secretTo(bob.email.toUpperCase(), 'token');
    expect(await eve.orgs.findInvitation({ token })).toMatchObject({ org_name: 'Starfall Games' });
    expect(await codeOf(eve.orgs.acceptInvitation({ token }))).toBe('orgs.email_other');
    expect(await bob.orgs.acceptInvitation({ token })).toMatchObject({ org_id, role: 'developer' });
    expect(await codeOf(bob.orgs.acceptInvitation({ token }))).toBe('orgs.invitation_invalid');
    expect(await codeOf(ann.orgs.findInvitation({ token }))).toBe('orgs.invitation_invalid');
  });

  it('come only when the address of their account is proved', async () => {
    const email = 'unproved@x.example';
    const signed = await studio.server.anyone().rpc(auth).register({ email, password });
    await studio.server.flushJobs();
    const bob = studio.known(signed.user_id, email, signed.token);
    await ann.orgs.invite({ org_id, email, role: 'analyst' });
    await studio.server.flushJobs();
    const token = studio.secretTo(email, 'token');
    expect(await codeOf(bob.orgs.acceptInvitation({ token }))).toBe('orgs.email_unverified');
  });

  it('of ten who accept one invitation at once one becomes a member', async () => {
    const bob = await studio.person();
    await ann.orgs.invite({ org_id, email: bob.email, role: 'support' });
    await studio.server.flushJobs();
    const token = studio.secretTo(bob.email, 'token');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => codeOf(bob.orgs.acceptInvitation({ token }))),
    );
    expect(answers.filter((code) => code === 'ok')).toHaveLength(1);
    const { members } = await ann.orgs.members({ org_id, limit: 100 });
    expect(members.filter(({ player_id }) => player_id === bob.id)).toHaveLength(1);
  });

  it('are not let in by an invitation that is over, revoked, declined or replaced', async () => {
    const bob = await studio.person();
    const invited = async () => {
      const { invitation_id } = await ann.orgs.invite({ org_id, email: bob.email, role: 'support' });
      await studio.server.flushJobs();
      return { invitation_id, token: studio.secretTo(bob.email, 'token') };
    };
    const first = await invited();
    const second = await invited();
    expect(await codeOf(bob.orgs.acceptInvitation({ token: first.token }))).toBe('orgs.invitation_invalid');
    await ann.orgs.revokeInvitation({ org_id, invitation_id: second.invitation_id });
    expect(await codeOf(bob.orgs.acceptInvitation({ token: second.token }))).toBe('orgs.invitation_invalid');
    const third = await invited();
    await bob.orgs.declineInvitation({ token: third.token });
    expect(await codeOf(bob.orgs.acceptInvitation({ token: third.token }))).toBe('orgs.invitation_invalid');
    const { invitations } = await ann.orgs.invitations({ org_id });
    expect(invitations.map(({ email }) => email)).not.toContain(bob.email);
  });

  it('cannot give what they have not, nor change whoever has more', async () => {
    const admin = await studio.member(ann, org_id, 'admin');
    const support = await studio.member(ann, org_id, 'support');
    expect(await codeOf(admin.orgs.setRole({ org_id, player_id: support.id, role: 'owner' }))).toBe(
      'orgs.escalation',
    );
    expect(await codeOf(admin.orgs.setRole({ org_id, player_id: ann.id, role: 'analyst' }))).toBe(
      'orgs.escalation',
    );
    expect(await codeOf(admin.orgs.removeMember({ org_id, player_id: ann.id }))).toBe('orgs.escalation');
    expect(await codeOf(admin.orgs.invite({ org_id, email: 'x@x.example', role: 'owner' }))).toBe(
      'orgs.escalation',
    );
    expect(await codeOf(admin.orgs.transfer({ org_id, player_id: admin.id }))).toBe('orgs.escalation');
    expect(await codeOf(support.orgs.setRole({ org_id, player_id: support.id, role: 'admin' }))).toBe(
      'request.forbidden',
    );
    const all = (await ann.orgs.get({ org_id })).permissions;
    const putRole = admin.orgs.putRole({ org_id, role: 'sneaky', name: 'Sneaky', permissions: all });
    expect(await codeOf(putRole)).toBe('orgs.escalation');
    expect(await codeOf(admin.orgs.setRole({ org_id, player_id: support.id, role: 'admin' }))).toBe('ok');
  });

  it('can have roles of the organization’s own, which no role change can be used to reach above', async () => {
    const manager = await studio.member(ann, org_id, 'support');
    await ann.orgs.putRole({
      org_id,
      role: 'people',
      name: 'People',
      permissions: ['orgs.members', 'orgs.roles'],
    });
    await ann.orgs.setRole({ org_id, player_id: manager.id, role: 'people' });
    expect((await manager.orgs.get({ org_id })).permissions).toEqual(['orgs.members', 'orgs.roles']);
    const widened = { org_id, role: 'people', name: 'People', permissions: ['orgs.members', 'orgs.delete'] };
    expect(await codeOf(manager.orgs.putRole(widened))).toBe('orgs.escalation');
    await ann.orgs.putRole({ org_id, role: 'strong', name: 'Strong', permissions: ['orgs.delete'] });
    const weakened = { org_id, role: 'strong', name: 'Weak', permissions: [] };
    expect(await codeOf(manager.orgs.putRole(weakened))).toBe('orgs.escalation');
    expect(await codeOf(ann.orgs.deleteRole({ org_id, role: 'people' }))).toBe('orgs.role_in_use');
    const unknown = { org_id, role: 'odd', name: 'Odd', permissions: ['orgs.everything'] };
    expect(await codeOf(ann.orgs.putRole(unknown))).toBe('orgs.permission_unknown');
    expect(await codeOf(ann.orgs.putRole({ ...unknown, role: 'owner' }))).toBe('orgs.role_built_in');
  });

  it('of an invitation whose sender has lost the right to it nothing comes', async () => {
    const admin = await studio.member(ann, org_id, 'admin');
    const bob = await studio.person();
    await admin.orgs.invite({ org_id, email: bob.email, role: 'admin' });
    await studio.server.flushJobs();
    await ann.orgs.setRole({ org_id, player_id: admin.id, role: 'analyst' });
    const token = studio.secretTo(bob.email, 'token');
    expect(await codeOf(bob.orgs.acceptInvitation({ token }))).toBe('orgs.invitation_invalid');
  });

  it('never lose their last owner, also when two leave at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await studio.person();
      const other = await studio.person();
      const { org_id: id } = await one.orgs.create({ name: `Two ${round}` });
      await one.orgs.invite({ org_id: id, email: other.email, role: 'owner' });
      await studio.server.flushJobs();
      await other.orgs.acceptInvitation({ token: studio.secretTo(other.email, 'token') });
      const answers = await Promise.all([
        codeOf(one.orgs.leave({ org_id: id })),
        codeOf(other.orgs.setRole({ org_id: id, player_id: other.id, role: 'analyst' })),
      ]);
      expect(answers.toSorted()).toEqual(['ok', 'orgs.last_owner']);
    }
    expect(await codeOf(ann.orgs.leave({ org_id }))).toBe('orgs.last_owner');
  });

  it('hand the organization over', async () => {
    const one = await studio.person();
    const { org_id: id } = await one.orgs.create({ name: 'Handed over' });
    const other = await studio.member(one, id, 'analyst');
    await one.orgs.transfer({ org_id: id, player_id: other.id });
    expect((await other.orgs.get({ org_id: id })).role).toBe('owner');
    expect((await one.orgs.get({ org_id: id })).role).toBe('admin');
    expect(await codeOf(one.orgs.delete({ org_id: id }))).toBe('request.forbidden');
    await other.orgs.delete({ org_id: id });
    expect(await codeOf(other.orgs.get({ org_id: id }))).toBe('orgs.not_found');
  });

  it('hand it over, and delete it, only a moment after they proved who they are', async () => {
    const one = await studio.person();
    const { org_id: id } = await one.orgs.create({ name: 'Later' });
    const other = await studio.member(one, id, 'analyst');
    studio.server.clock?.advance(6 * 60_000);
    expect(await codeOf(one.orgs.transfer({ org_id: id, player_id: other.id }))).toBe('auth.reauth_required');
    expect(await codeOf(one.orgs.delete({ org_id: id }))).toBe('auth.reauth_required');
  });

  it('are a secret to strangers, to whom the organization looks like one that does not exist', async () => {
    const eve = await studio.person();
    const madeUp = '01890a5d-ac96-774b-bcce-b302099a8057';
    const tries = (id: string) =>
      Promise.all(
        [
          eve.orgs.get({ org_id: id }),
          eve.orgs.members({ org_id: id }),
          eve.orgs.setRole({ org_id: id, player_id: eve.id, role: 'owner' }),
          eve.orgs.audit({ org_id: id }),
          eve.games.list({ org_id: id }),
          eve.games.enter({ org_id: id, game: 'default', environment: 'live' }),
          eve.games.keys({ org_id: id, game: 'default' }),
        ].map(codeOf),
      );
    const foreign = await tries(org_id);
    expect(foreign).toEqual(await tries(madeUp));
    expect(new Set(foreign)).toEqual(new Set(['orgs.not_found', 'games.not_found']));
  });

  it('found organizations only as admins of the installation where that is so', async () => {
    const strict = await Studio.start();
    try {
      const admin = await strict.founder();
      const eve = await strict.person();
      expect(await codeOf(eve.orgs.create({ name: 'Mine' }))).toBe('orgs.creation_closed');
      expect(await codeOf(eve.orgs.list({ all: true }))).toBe('request.forbidden');
      await admin.orgs.create({ name: 'Second' });
      expect((await admin.orgs.list({ all: true })).orgs.map(({ name }) => name)).toEqual([
        'Starfall Games',
        'Second',
      ]);
    } finally {
      await strict.server.stop();
    }
  });
});
