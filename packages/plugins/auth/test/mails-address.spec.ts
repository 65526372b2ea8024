import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db } from '@aethex/core';
import { memoryMail, type TestServer } from '@aethex/testing';
import { AccountStore } from '../src/accounts/account-store.js';
import { ExternalLinks } from '../src/oauth/external-links.js';
import { call, password, startAuth, verdictOf, verdictOn } from './fixtures.js';
import { mailSteps, offeredTo } from './mail-steps.js';

const day = 86_400_000;

describe('a change of address', () => {
  const box = memoryMail();
  let server: TestServer;
  const steps = mailSteps(() => server, box);
  const { post, flush, login, register, verified, forgotten, changeTo, newAddress } = steps;
  const confirm = (code: string, token?: string): Promise<string> =>
    verdictOf(post('/email/confirm', { code }, token));
  const undo = (code: string): Promise<string> => verdictOf(post('/email/undo', { code }));
  const profile = async (token: string) => (await call(server, 'GET /auth/profile', undefined, token)).body;
  beforeAll(async () => {
    const roomy = { triesPerAccount: 1000, mailsPerAccount: 1000, mailsPerAddress: 1000 };
    server = await startAuth(roomy, { adapters: [box.adapter] });
  });
  beforeEach(() => server.clock?.advance(3_600_000));
  afterAll(() => server.stop());

  /** An account that has changed its address, and what the old one was offered. */
  async function changed() {
    const account = await verified();
    const email = newAddress();
    await confirm((await changeTo(email, account.token)).code);
    await flush();
    return { ...account, old: account.email, email, offered: offeredTo(box, account.email) };
  }

  it('counts from the confirmation on, and the old address is told', async () => {
    const { email: old, token } = await verified();
    const email = newAddress();
    const { code, link } = await changeTo(email, token);
    expect(link.pathname).toBe('/account/email');
    expect(await profile(token)).toMatchObject({ email: old });
    expect(await confirm(code)).toBe('204');
    expect(await profile(token)).toMatchObject({ email, is_verified: true });
    await flush();
    expect(box.last(old)?.subject).toBe('The address of your AeThex Cloud account was changed');
    expect(await verdictOf(login({ email: old }))).toBe('401 auth.invalid_credentials');
    expect(await verdictOf(login({ email }))).toBe('200');
    expect(await verdictOf(post('/register', { email: old, password }))).toBe('201');
  });

  it('is confirmed by six digits where the player is signed in, and nowhere else', async () => {
    const { token } = await verified();
    const { digits } = await changeTo(newAddress(), token);
    expect(await confirm(digits)).toBe('400 auth.code_invalid');
    expect(await confirm(digits, token)).toBe('204');
  });

  it('needs a proof of who asks that is not older than five minutes', async () => {
    const { token } = await verified();
    server.clock?.advance(300_001);
    const change = { new_email: newAddress() };
    expect(await verdictOf(call(server, 'PUT /auth/email', change, token))).toBe('401 auth.reauth_required');
  });

  it('is undone within 72 hours by the old address: sessions, password and codes are void', async () => {
    const { old, email, token, offered } = await changed();
    const pending = await forgotten(email);
    server.clock?.advance(3 * day - 7_200_000);
    const { body } = await login({ email });
    expect(offered.link.pathname).toBe('/account/undo');
    expect(await undo(offered.code)).toBe('204');
    for (const one of [token, body.token]) expect(await verdictOn(server, one)).toMatch(/^401/);
    expect(await verdictOf(login({ email }))).toBe('401 auth.invalid_credentials');
    expect(await verdictOf(login({ email: old }))).toBe('401 auth.invalid_credentials');
    expect(await verdictOf(post('/password/reset', { code: pending.code, new_password: 'of a thief' }))).toBe(
      '400 auth.code_invalid',
    );
    await flush();
    const { code } = offeredTo(box, old);
    expect(await verdictOf(post('/password/reset', { code, new_password: 'staple gun sunday' }))).toBe('204');
    expect(await verdictOf(login({ email: old, password: 'staple gun sunday' }))).toBe('200');
    expect(await undo(offered.code)).toBe('400 auth.code_invalid');
  });

  it('cannot be undone after 72 hours', async () => {
    const { offered } = await changed();
    server.clock?.advance(3 * day + 1);
    expect(await undo(offered.code)).toBe('400 auth.code_invalid');
  });

  it('can be undone although the password was changed after it', async () => {
    const { email, old, offered } = await changed();
    const { body } = await login({ email });
    const change = { current_password: password, new_password: 'of a thief' };
    expect(await verdictOf(call(server, 'PUT /auth/password', change, body.token))).toBe('204');
    expect(await undo(offered.code)).toBe('204');
    expect(await verdictOf(login({ email: old, password: 'of a thief' }))).toBe(
      '401 auth.invalid_credentials',
    );
  });

  it('that is undone takes away the ways in that came since, and leaves those from before', async () => {
    const links = server.get(ExternalLinks);
    const link = async (id: string, subject: string): Promise<void> => {
      const account = await server.get(AccountStore).byId(id);
      const identity = { issuer: 'https://id.example', subject, emailVerified: false, avatarUrl: null };
      const told = { ...identity, email: null, name: null, tokens: null };
      const row = await links.rowOf({ provider: 'example', identity: told }, 'default');
      await server.get(Db).write((em) => links.add(em, account!, row));
    };
    const { email: old, user_id, token } = await verified();
    await link(user_id, 'the owner');
    server.clock?.advance(1000);
    await confirm((await changeTo(newAddress(), token)).code);
    await flush();
    await link(user_id, 'the thief');
    expect(await undo(offeredTo(box, old).code)).toBe('204');
    expect((await links.of(user_id)).map(({ subject }) => subject)).toEqual(['the owner']);
  });

  it('by a thief who changes it twice is undone by the first address, and the second one undoes nothing then', async () => {
    const { old, email, offered } = await changed();
    const { body } = await login({ email });
    const third = newAddress();
    await confirm((await changeTo(third, body.token)).code);
    await flush();
    const ofTheThief = offeredTo(box, email);
    expect(await undo(offered.code)).toBe('204');
    expect(await undo(ofTheThief.code)).toBe('400 auth.code_invalid');
    await flush();
    expect(box.last(old)?.subject).toContain('Choose a new password');
  });

  it('tells an address that nobody proved nothing, for a stranger may have it', async () => {
    const typo = newAddress();
    const { token } = await register(typo);
    box.clear();
    await confirm((await changeTo(newAddress(), token)).code);
    await flush();
    expect(box.last(typo)).toBeNull();
  });

  it('answers alike when the address is somebody else’s, who is told of it and keeps it', async () => {
    const owner = await verified();
    const { token } = await verified();
    const change = { new_email: owner.email };
    const answer = await call(server, 'PUT /auth/email', change, token);
    expect([answer.status, answer.body]).toEqual([202, {}]);
    await flush();
    expect(box.last(owner.email)?.subject).toBe('You have an account with AeThex Cloud already');
    expect(box.last(owner.email)?.text).not.toContain('amc_');
  });

  it('takes an address from whoever only claimed it', async () => {
    const email = newAddress();
    const thief = await register(email);
    const { token } = await verified();
    expect(await confirm((await changeTo(email, token)).code)).toBe('204');
    expect(await verdictOn(server, thief.token)).toBe('401 auth.session_revoked');
    expect(await profile(token)).toMatchObject({ email });
  });

  it('to one address by two accounts is the faster one’s', async () => {
    const email = newAddress();
    const [one, other] = [await verified(), await verified()];
    const first = await changeTo(email, one.token);
    const second = await changeTo(email, other.token);
    expect(await confirm(second.code)).toBe('204');
    expect(await confirm(first.code)).toBe('409 auth.taken');
    expect(await profile(one.token)).toMatchObject({ email: one.email });
  });

  it('is refused to a guest, who would lose the way back in', async () => {
    const { body } = await post('/guest', {});
    const change = { new_email: newAddress() };
    expect(await verdictOf(call(server, 'PUT /auth/email', change, body.token))).toBe(
      '409 auth.upgrade_first',
    );
  });
});
