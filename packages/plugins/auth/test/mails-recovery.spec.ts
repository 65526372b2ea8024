import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db } from '@aethex/core';
import { memoryMail, type TestServer } from '@aethex/testing';
import { call, password, rows, sql, startAuth, verdictOf, verdictOn, type Answer } from './fixtures.js';
import { mailSteps, offeredTo } from './mail-steps.js';

const box = memoryMail();
const publicUrl = 'https://play.example';
const better = 'staple gun sunday';

/** An answer without what differs from one to the next anyway. */
const plain = ({ status, headers, body }: Answer): unknown => [
  status,
  [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id'),
  body,
];

describe('a forgotten password', () => {
  let server: TestServer;
  const steps = mailSteps(() => server, box);
  const { post, flush, login, forgotten, verified, register, newAddress } = steps;
  const reset = (body: object): Promise<string> =>
    verdictOf(post('/password/reset', { new_password: better, ...body }));
  beforeAll(async () => {
    const roomy = { triesPerAccount: 1000, mailsPerAccount: 1000, mailsPerAddress: 1000 };
    server = await startAuth(roomy, { adapters: [box.adapter], http: { publicUrl } });
  });
  beforeEach(() => server.clock?.advance(3_600_000));
  afterAll(() => server.stop());

  it('is replaced by the link of a mail, and every session has ended', async () => {
    const { email, token, refresh_token } = await verified();
    const { code, link } = await forgotten(email);
    expect(`${link.origin}${link.pathname}`).toBe(`${publicUrl}/account/reset`);
    expect(link.search).not.toContain(code);
    expect(await reset({ code })).toBe('204');
    expect(await verdictOn(server, token)).toBe('401 auth.session_revoked');
    expect(await verdictOf(post('/refresh', { refresh_token }))).toBe('401 auth.refresh_invalid');
    expect(await verdictOf(login({ email }))).toBe('401 auth.invalid_credentials');
    expect(await verdictOf(login({ email, password: better }))).toBe('200');
  });

  it('is replaced by six digits and the address, where no browser opens', async () => {
    const { email } = await verified();
    const { digits } = await forgotten(email);
    expect(await reset({ code: digits })).toBe('400 auth.code_invalid');
    expect(await reset({ code: digits, email: email.toUpperCase() })).toBe('204');
    expect(await verdictOf(login({ email, password: better }))).toBe('200');
  });

  it('has a code that works once, however many use it at once', async () => {
    const { email } = await verified();
    const { code } = await forgotten(email);
    const verdicts = await Promise.all(Array.from({ length: 4 }, () => reset({ code })));
    expect(verdicts.toSorted()).toEqual(['204', ...Array(3).fill('400 auth.code_invalid')]);
    expect(await reset({ code })).toBe('400 auth.code_invalid');
  });

  it('has a code that is void after an hour, and after the password was changed otherwise', async () => {
    const { email } = await verified();
    const late = await forgotten(email);
    server.clock?.advance(3_600_001);
    expect(await reset({ code: late.code })).toBe('400 auth.code_invalid');
    const { code } = await forgotten(email);
    const { body } = await login({ email });
    const change = { current_password: password, new_password: 'quite another one' };
    expect(await verdictOf(call(server, 'PUT /auth/password', change, body.token))).toBe('204');
    expect(await reset({ code })).toBe('400 auth.code_invalid');
  });

  it('has a code that is void once the account has another address', async () => {
    const { email, token } = await verified();
    const { code } = await forgotten(email);
    await post('/email/confirm', { code: (await steps.changeTo(newAddress(), token)).code });
    expect(await reset({ code })).toBe('400 auth.code_invalid');
  });

  it('has a code that is good for nothing else', async () => {
    const { email } = await verified();
    const { code } = await forgotten(email);
    for (const path of ['/email/verify', '/email/confirm', '/email/undo'])
      expect(await verdictOf(post(path, { code }))).toBe('400 auth.code_invalid');
    const other = await register(newAddress());
    const verify = offeredTo(box, other.user.email ?? '').code;
    expect(await reset({ code: verify })).toBe('400 auth.code_invalid');
    expect(await reset({ code })).toBe('204');
  });

  it('has digits that are void after five wrong ones, also for whoever tries the right ones then', async () => {
    const { email } = await verified();
    const { digits, code } = await forgotten(email);
    const wrong = digits === '000000' ? '000001' : '000000';
    for (let tries = 0; tries < 5; tries += 1)
      expect(await reset({ code: wrong, email })).toBe('400 auth.code_invalid');
    expect(await reset({ code: digits, email })).toBe('429 auth.rate_limited');
    server.clock?.advance(600_000);
    expect(await reset({ code: digits, email })).toBe('400 auth.code_invalid');
    expect(await reset({ code })).toBe('204');
  });

  it('refuses digits for an address nobody has in the very same way', async () => {
    const verdicts: string[] = [];
    for (let tries = 0; tries < 6; tries += 1)
      verdicts.push(await reset({ code: '000000', email: 'nobody@x.example' }));
    expect(verdicts).toEqual([...Array(5).fill('400 auth.code_invalid'), '429 auth.rate_limited']);
  });

  it('costs the same work for digits whether or not there is such an account', async () => {
    const { email: known } = await verified();
    const { email: suspended } = await verified();
    await sql(server, `UPDATE auth_accounts SET is_active = FALSE WHERE email = '${suspended}'`);
    const addresses = [known, suspended, 'stranger@x.example'];
    for (const email of addresses) {
      await forgotten(email);
      await reset({ code: 'x'.repeat(6), email });
      expect(await reset({ code: '000000', email })).toBe('400 auth.code_invalid');
    }
    const tried = await rows(
      server,
      "SELECT address, tries FROM auth_mail_codes WHERE purpose = 'reset' AND used_at IS NULL",
    );
    const triesOf = (address: string) =>
      tried.filter((row) => row['address'] === address).map((row) => Number(row['tries']));
    expect(addresses.map(triesOf)).toEqual([[1], [1], [1]]);
  });

  it('costs no code when the new password is too easy to guess', async () => {
    const { email } = await verified();
    const { code } = await forgotten(email);
    expect(await reset({ code, new_password: 'password' })).toBe('400 auth.password_weak');
    expect(await reset({ code, new_password: email })).toBe('400 auth.password_weak');
    expect(await reset({ code })).toBe('204');
  });

  it('answers alike whether or not there is such an account, and writes to nobody who has none', async () => {
    const { email: known } = await verified();
    const { email: suspended } = await verified();
    const { email: without } = await verified();
    await sql(server, `UPDATE auth_accounts SET is_active = FALSE WHERE email = '${suspended}'`);
    await sql(server, `UPDATE auth_accounts SET password_hash = NULL WHERE email = '${without}'`);
    box.clear();
    const addresses = [known, suspended, without, 'nobody@x.example'];
    const answers = [];
    for (const email of addresses) answers.push(plain(await post('/password/forgot', { email })));
    await flush();
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual([202, expect.anything(), {}]);
    expect(box.sent.map(({ to }) => to)).toEqual([known, without]);
  });

  it('proves the address of an account that had not proved it', async () => {
    const email = newAddress();
    await register(email);
    await reset({ code: (await forgotten(email)).code });
    const { body } = await login({ email, password: better });
    expect(body.user).toMatchObject({ is_verified: true });
  });

  it('leaves no second factor behind that somebody gave to an account in the owner’s name', async () => {
    const email = newAddress();
    const { user_id } = await register(email);
    const sealed = server.get(Db).dialect === 'postgres' ? `'\\x00'` : `X'00'`;
    await sql(
      server,
      `INSERT INTO auth_totp (id, player_id, pool, key_id, sealed_secret, last_step, created_at, confirmed_at)
       SELECT id, id, pool, 'key', ${sealed}, 0, created_at, created_at FROM auth_accounts WHERE id = '${user_id}'`,
    );
    expect(await verdictOf(login({ email }))).toBe('401 auth.mfa_required');
    await reset({ code: (await forgotten(email)).code });
    expect(await verdictOf(login({ email, password: better }))).toBe('200');
  });

  it('keeps the link on the configured address whatever a request says its host is', async () => {
    const { email } = await verified();
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    };
    await call(server, 'POST /auth/password/forgot', { email }, undefined, headers);
    await flush();
    expect(offeredTo(box, email).link.host).toBe('play.example');
    expect(box.last(email)?.html).not.toContain('evil.example');
  });

  it('keeps no secret in the database nor among the jobs', async () => {
    const { email } = await verified();
    await post('/password/forgot', { email });
    const waiting = JSON.stringify(await rows(server, 'SELECT * FROM jobs_queue'));
    expect(waiting).not.toContain(email);
    await flush();
    const { code, digits } = offeredTo(box, email);
    const kept = await rows(server, `SELECT * FROM auth_mail_codes WHERE address = '${email}'`);
    const text = kept
      .flatMap((row) => Object.values(row))
      .map((value) => (value instanceof ArrayBuffer ? Buffer.from(value).toString('latin1') : String(value)))
      .join(' ');
    for (const secret of [code, code.slice(4), digits]) expect(text).not.toContain(secret);
  });

  it('tells the player that the password was changed', async () => {
    const { email } = await verified();
    await reset({ code: (await forgotten(email)).code });
    await flush();
    expect(box.last(email)?.subject).toBe('Your password for AeThex Cloud was changed');
  });
});
