import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryMail, type TestServer } from '@aethex/testing';
import { call, password, startAuth, verdictOf, verdictOn, type Answer } from './fixtures.js';
import { mailSteps, offeredTo } from './mail-steps.js';

const roomy = { triesPerAccount: 1000, mailsPerAccount: 1000, mailsPerAddress: 1000 };
const own = 'the owner’s own words';

/** An answer without what differs from one to the next anyway. */
const plain = ({ status, headers, body }: Answer): string =>
  JSON.stringify([
    status,
    [...headers].filter(([name]) => name !== 'date' && name !== 'x-request-id'),
    { ...body, error: body.error?.code },
  ]);

describe('an address', () => {
  const box = memoryMail();
  let server: TestServer;
  const { post, flush, login, register, verified, forgotten, newAddress } = mailSteps(() => server, box);
  const verify = (input: object, token?: string): Promise<string> =>
    verdictOf(post('/email/verify', input, token));
  const profile = async (token: string) => (await call(server, 'GET /auth/profile', undefined, token)).body;
  beforeAll(async () => {
    server = await startAuth(roomy, { adapters: [box.adapter], brand: { name: 'Starfall' } });
  });
  beforeEach(() => server.clock?.advance(3_600_000));
  afterAll(() => server.stop());

  it('is asked to be proved when an account is made with it, and is by the link', async () => {
    const email = newAddress();
    await register(email);
    expect(box.last(email)?.subject).toBe('Confirm your address for Starfall');
    const { code, link } = offeredTo(box, email);
    expect(link.pathname).toBe('/account/verify');
    const answer = await post('/email/verify', { code });
    expect([answer.status, answer.body]).toEqual([200, { email, created: false }]);
    expect((await login({ email })).body.user).toMatchObject({ is_verified: true });
    expect(await verify({ code })).toBe('400 auth.code_invalid');
  });

  it('is proved by six digits, and by the digits alone when the player is signed in', async () => {
    const [one, other] = [newAddress(), newAddress()];
    await register(one);
    expect(await verify({ code: offeredTo(box, one).digits, email: one })).toBe('200');
    const { body } = await post('/register', { email: other, password });
    await flush();
    expect(await verify({ code: offeredTo(box, other).digits }, body.token)).toBe('200');
    expect(await profile(body.token)).toMatchObject({ is_verified: true });
  });

  it('gets another mail on demand, and only its digits count', async () => {
    const email = newAddress();
    await register(email);
    const first = offeredTo(box, email);
    const { body } = await login({ email });
    expect(await verdictOf(post('/email/verification', {}, body.token))).toBe('202');
    await flush();
    const second = offeredTo(box, email);
    expect(second.code).not.toBe(first.code);
    const stale = first.digits === second.digits ? 'amc_' : first.digits;
    expect(await verify({ code: stale, email })).toBe('400 auth.code_invalid');
    expect(await verify({ code: second.digits, email })).toBe('200');
    expect(await verdictOf(post('/email/verification', {}, body.token))).toBe('409 auth.email_verified');
  });

  it('cannot be proved by an account that has none', async () => {
    const { body } = await post('/register', { username: 'nomail', password });
    expect(await verdictOf(post('/email/verification', {}, body.token))).toBe('409 auth.email_missing');
  });

  it('has a code for a day', async () => {
    const email = newAddress();
    await register(email);
    server.clock?.advance(86_400_001);
    expect(await verify({ code: offeredTo(box, email).code })).toBe('400 auth.code_invalid');
  });

  it('is asked to be proved when a guest becomes an account with it', async () => {
    const guest = (await post('/guest', {})).body;
    const email = newAddress();
    await post('/upgrade', { email, password }, guest.token);
    await flush();
    expect(await verify({ code: offeredTo(box, email).code })).toBe('200');
    expect(await profile(guest.token)).toMatchObject({ is_verified: true });
  });

  it('that only somebody else claimed is its owner’s, and the claimer’s password and sessions are dead', async () => {
    const email = newAddress();
    const thief = await register(email, { username: 'preHijacker' });
    await post('/register/by-mail', { email });
    await flush();
    const { code } = offeredTo(box, email);
    expect(await verify({ code })).toBe('400 auth.password_needed');
    expect((await post('/email/verify', { code, password: own })).body).toEqual({ email, created: true });
    expect(await verdictOn(server, thief.token)).toBe('401 auth.session_revoked');
    expect(await verdictOf(post('/refresh', { refresh_token: thief.refresh_token }))).toBe(
      '401 auth.refresh_invalid',
    );
    for (const name of [{ email }, { username: 'preHijacker' }])
      expect(await verdictOf(login(name))).toBe('401 auth.invalid_credentials');
    const { body } = await login({ email, password: own });
    expect(body.user_id).not.toBe(thief.user_id);
    expect(body.user).toMatchObject({ is_verified: true });
  });

  it('that only somebody else claimed is its owner’s by a forgotten password, too', async () => {
    const email = newAddress();
    const thief = await register(email);
    await post('/password/reset', { code: (await forgotten(email)).code, new_password: own });
    expect(await verdictOn(server, thief.token)).toBe('401 auth.session_revoked');
    expect(await verdictOf(login({ email }))).toBe('401 auth.invalid_credentials');
    expect(await verdictOf(login({ email, password: own }))).toBe('200');
  });

  it('is written to in the language its player asked for', async () => {
    const email = newAddress();
    const { token } = await register(email, { language: 'de-AT' });
    expect(box.last(email)?.subject).toBe('Bestätige deine Adresse für Starfall');
    expect(box.last(email)?.html).toContain('<html lang="de">');
    expect(offeredTo(box, email).link.searchParams.get('lang')).toBe('de-AT');
    await call(server, 'PUT /auth/profile', { language: 'en' }, token);
    await forgotten(email);
    expect(box.last(email)?.subject).toBe('Choose a new password for Starfall');
    await post('/password/forgot', { email, language: 'de' });
    await flush();
    expect(box.last(email)?.subject).toBe('Neues Passwort für Starfall');
  });

  it('is told of a sign-in on a new device, with the player’s name as text and never as HTML', async () => {
    const name = '<b onclick=x>Ann</b>\u202e';
    const { email, device_token } = await verified({ display_name: name });
    box.clear();
    await login({ email, device_token });
    await flush();
    expect(box.sent).toEqual([]);
    await login({ email, device: { name: 'Deck"><script>', platform: 'linux' } });
    await flush();
    const { subject, text = '', html = '' } = box.last(email) ?? {};
    expect(subject).toBe('Your Starfall account was used on a new device');
    expect(text).toContain('Hello <b onclick=x>Ann</b>, somebody signed in');
    expect(text).toContain('Device: Deck"><script>, linux\n\nNetwork: 127.0.0.0/24');
    expect(html).toContain('Hello &lt;b onclick&#x3D;x&gt;Ann&lt;/b&gt;');
    expect(html).not.toMatch(/<b |<script/);
  });

  it('is not flooded with notices, nor told anything before it is proved', async () => {
    const { email } = await verified();
    const unproved = newAddress();
    await register(unproved);
    box.clear();
    for (let times = 0; times < 8; times += 1) {
      await login({ email });
      await login({ email: unproved });
    }
    await flush();
    expect(box.sent.map(({ to }) => to)).toEqual(Array(5).fill(email));
  });
});

describe('registration', () => {
  const box = memoryMail();
  let server: TestServer;
  const { post, flush, login, newAddress } = mailSteps(() => server, box);
  const byMail = (input: object): Promise<Answer> => post('/register/by-mail', input);
  beforeAll(async () => {
    server = await startAuth({ ...roomy, registration: 'verify_first' }, { adapters: [box.adapter] });
  });
  beforeEach(() => server.clock?.advance(3_600_000));
  afterAll(() => server.stop());

  it('by way of a mail makes an account whose password only the mailbox’s owner chose', async () => {
    const email = newAddress();
    expect((await byMail({ email, username: 'byMail', display_name: 'By Mail' })).status).toBe(202);
    await flush();
    const { code, link } = offeredTo(box, email);
    expect(link.hash).toContain('new=1');
    expect(box.last(email)?.text).not.toContain('By Mail');
    expect(await verdictOf(post('/email/verify', { code, password: 'password' }))).toBe(
      '400 auth.password_weak',
    );
    expect(await verdictOf(post('/email/verify', { code, password: own }))).toBe('200');
    expect((await login({ login: 'bymail', password: own })).body.user).toMatchObject({
      email,
      username: 'byMail',
      display_name: 'By Mail',
      is_verified: true,
    });
    // Its first device is no new one.
    await flush();
    expect(box.last(email)?.subject).toBe('Finish your account with AeThex Cloud');
  });

  it('by way of a mail answers alike for a taken address and a free one; the mails differ', async () => {
    const [taken, free] = [newAddress(), newAddress()];
    await byMail({ email: taken });
    await flush();
    await post('/email/verify', { code: offeredTo(box, taken).code, password: own });
    const answers = [await byMail({ email: taken.toUpperCase() }), await byMail({ email: free })];
    expect(new Set(answers.map(plain)).size).toBe(1);
    await flush();
    expect(box.last(taken.toUpperCase())?.subject).toBe('You have an account with AeThex Cloud already');
    expect(box.last(taken.toUpperCase())?.text).not.toContain('amc_');
    expect(box.last(free)?.subject).toBe('Finish your account with AeThex Cloud');
  });

  it('of one name by two mails gives it to whoever comes back first', async () => {
    const [one, other] = [newAddress(), newAddress()];
    for (const email of [one, other]) await byMail({ email, username: 'wanted' });
    await flush();
    const finish = (email: string) =>
      verdictOf(post('/email/verify', { code: offeredTo(box, email).code, password: own }));
    expect(await finish(other)).toBe('200');
    expect(await finish(one)).toBe('409 auth.taken');
    expect(await verdictOf(byMail({ email: newAddress(), username: 'wanted' }))).toBe('409 auth.taken');
  });

  it('with an address goes no other way', async () => {
    const input = { email: newAddress(), password };
    expect(await verdictOf(post('/register', input))).toBe('403 auth.verify_first');
    const guest = (await post('/guest', {})).body;
    expect(await verdictOf(post('/upgrade', input, guest.token))).toBe('403 auth.verify_first');
    expect(await verdictOf(post('/register', { username: 'noaddress', password }))).toBe('201');
  });

  it('asks for no more mails to one address or from one network than is decent', async () => {
    const few = await startAuth(
      { registration: 'verify_first', mailsPerAccount: 2, mailsPerAddress: 5 },
      { adapters: [memoryMail().adapter] },
    );
    try {
      const ask = (email: string) => verdictOf(call(few, 'POST /auth/password/forgot', { email }));
      const verdicts: string[] = [];
      for (const email of [
        'a@x.example',
        'A@x.example',
        'a@x.example',
        'b@x.example',
        'c@x.example',
        'd@x.example',
      ])
        verdicts.push(await ask(email));
      const refused = '429 auth.rate_limited';
      expect(verdicts).toEqual(['202', '202', refused, '202', '202', refused]);
    } finally {
      await few.stop();
    }
  });

  it('that is closed makes no account in any way, and leaves those who have one alone', async () => {
    const closed = await startAuth({ registration: 'closed' }, { adapters: [memoryMail().adapter] });
    try {
      const refused = '403 auth.registration_closed';
      const ask = (path: string, body: object) => verdictOf(call(closed, `POST /auth${path}`, body));
      expect(await ask('/register', { username: 'ann', password })).toBe(refused);
      expect(await ask('/register/by-mail', { email: 'ann@x.example' })).toBe(refused);
      expect(await ask('/guest', {})).toBe(refused);
      expect(await ask('/login', { username: 'ann', password })).toBe('401 auth.invalid_credentials');
    } finally {
      await closed.stop();
    }
  });
});
