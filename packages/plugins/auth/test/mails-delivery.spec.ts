import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { smtp } from '@aethex/mail';
import { memoryMail, type TestServer } from '@aethex/testing';
import { SMTPServer } from 'smtp-server';
import { call, password, rows, startAuth, verdictOf } from './fixtures.js';
import { offeredTo } from './mail-steps.js';

/** A real mail server that says no to some addresses. */
async function mailServer(
  port: number,
  received: string[],
): Promise<{ port: number; close(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, done) =>
      done(
        address.startsWith('gone')
          ? Object.assign(new Error('5.1.1 No such user'), { responseCode: 550 })
          : null,
      ),
    onData: (stream, _session, done) => {
      void text(stream).then((message) => {
        received.push(message);
        done();
      });
    },
  });
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe('mails', () => {
  let dir: string;
  const undo: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aethex-mails-'));
  });
  afterEach(async () => {
    for (const one of undo.splice(0).toReversed()) await one();
    await rm(dir, { recursive: true, force: true });
  });

  const register = (server: TestServer, email: string) =>
    verdictOf(call(server, 'POST /auth/register', { email, password }));
  const waiting = async (server: TestServer): Promise<number> =>
    (await rows(server, "SELECT id FROM jobs_queue WHERE name LIKE 'auth.send%'")).length;

  it('wait for a mail server that is away, over a restart too, and go out once when it is back', async () => {
    const received: string[] = [];
    const away = await mailServer(0, received);
    const { port } = away;
    await away.close();
    const adapters = [smtp({ url: `smtp://127.0.0.1:${port}`, from: 'no-reply@play.example' })];
    const first = await startAuth({}, { dir, adapters });
    expect(await register(first, 'ann@x.example')).toBe('201');
    await first.flushJobs();
    expect([received.length, await waiting(first)]).toEqual([0, 1]);
    await first.stop({ keep: true });
    const second = await startAuth({}, { dir, adapters });
    undo.push(() => second.stop());
    const back = await mailServer(port, received);
    undo.push(() => back.close());
    second.clock?.advance(60_000);
    await second.flushJobs();
    second.clock?.advance(3_600_000);
    await second.flushJobs();
    expect([received.length, await waiting(second)]).toEqual([1, 0]);
    const code = /amc_[\w-]{43}/.exec(received[0]?.replaceAll('=\r\n', '') ?? '')?.[0];
    const { status } = await call(second, 'POST /auth/email/verify', { code });
    expect(status).toBe(200);
  });

  it('that no server will ever take are given up at once', async () => {
    const received: string[] = [];
    const office = await mailServer(0, received);
    undo.push(() => office.close());
    const adapters = [smtp({ url: `smtp://127.0.0.1:${office.port}`, from: 'no-reply@play.example' })];
    const server = await startAuth({}, { dir, adapters });
    undo.push(() => server.stop());
    expect(await register(server, 'gone@x.example')).toBe('201');
    await server.flushJobs();
    expect([received.length, await waiting(server)]).toEqual([0, 0]);
  });

  it('say it in the studio’s own words where it has some, and in ours where it has none', async () => {
    const box = memoryMail();
    const mailTemplates = join(dir, 'templates');
    await mkdir(mailTemplates);
    const files = {
      'auth.verifyEmail.fr.txt.hbs':
        'Subject: Bienvenue chez {{brand.name}}\n\nVotre code : {{code}}\n{{link}}\n',
      'auth.verifyEmail.fr.html.hbs': '{{#> layout}}<p>Votre code : <b>{{code}}</b></p>{{/layout}}',
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(mailTemplates, name), content);
    const brand = { name: 'Starfall', mailTemplates };
    const server = await startAuth({}, { dir: join(dir, 'data'), adapters: [box.adapter], brand });
    undo.push(() => server.stop());
    const input = { email: 'fr@x.example', password, language: 'fr' };
    expect(await verdictOf(call(server, 'POST /auth/register', input))).toBe('201');
    await call(server, 'POST /auth/password/forgot', { email: input.email });
    await server.flushJobs();
    const [verify, forgot] = box.sent;
    expect(verify).toMatchObject({ subject: 'Bienvenue chez Starfall' });
    expect(verify?.html).toMatch(/<html lang="fr">[\s\S]*Votre code : <b>\d{6}<\/b>/);
    expect(verify?.text).toContain(offeredTo(box, input.email).link.origin);
    expect(forgot?.subject).toBe('Choose a new password for Starfall');
  });

  it('are found wanting as the server starts, and not as the first one goes out', async () => {
    const tries: [string, string, RegExp][] = [
      ['auth.verifyEmail.en.txt.hbs', 'no subject\n', /must be there and begin with "Subject: …"/],
      ['auth.verifyEmail.en.txt.hbs', 'Subject: x\n\n{{#if}', /is no Handlebars template/],
      ['verify.hbs', 'x', /is no mail template/],
    ];
    for (const [name, content, said] of tries) {
      const mailTemplates = await mkdtemp(join(dir, 'own-'));
      await writeFile(join(mailTemplates, name), content);
      const start = startAuth({}, { dir: join(dir, 'data'), brand: { mailTemplates } });
      await expect(start).rejects.toThrow(said);
    }
  });
});
