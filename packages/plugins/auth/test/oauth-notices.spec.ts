import { memoryMail, type TestServer } from '@aethex/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call } from './fixtures.js';
import { mailSteps } from './mail-steps.js';
import { oauthSteps, somebody, startOauth, type Providers } from './oauth-steps.js';

const box = memoryMail();

describe('whoever owns an account', () => {
  let server: TestServer;
  let providers: Providers;
  const steps = oauthSteps(
    () => server,
    () => providers,
  );
  const { verified, register, newAddress, flush } = mailSteps(() => server, box);
  beforeAll(async () => {
    ({ server, providers } = await startOauth({}, { adapters: [box.adapter] }));
  });
  afterAll(() => server.stop());

  const subjects = (to: string): string[] =>
    box.sent.filter((mail) => mail.to === to).map(({ subject }) => subject);

  it('hears of a way in that is added and of one that is taken away, by the name people know it by', async () => {
    const { email, token } = await verified();
    await steps.linkOf('trusted', somebody(), token);
    await flush();
    const added = box.last(email);
    expect(added?.subject).toMatch(/way into your .+ account was added/);
    expect(added?.text).toContain(`signing in with ${providers.trusted.about().title}`);
    const { body } = await call(server, 'GET /auth/identities', undefined, token);
    const [{ identity_id: id }] = (body as unknown as { identities: [{ identity_id: string }] }).identities;
    await call(server, `DELETE /auth/identities/${id}`, undefined, token);
    await flush();
    expect(box.last(email)?.subject).toMatch(/way into your .+ account was taken away/);
  });

  it('hears of it in the language of the account', async () => {
    const { email, token } = await verified({ language: 'de' });
    await steps.linkOf('trusted', somebody(), token);
    await flush();
    expect(box.last(email)?.subject).toMatch(/hat einen weiteren Zugang/);
  });

  it('hears nothing at an address that was never proved', async () => {
    const email = newAddress();
    const { token } = await register(email);
    await steps.linkOf('trusted', somebody(), token);
    await flush();
    expect(subjects(email).filter((subject) => /way into/.test(subject))).toEqual([]);
  });
});
