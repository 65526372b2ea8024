import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Mailer, type Adapter } from '@aethex/core';
import { mailerContract, Stage, type MemoryLog } from '@aethex/testing';
import { smtp, type SmtpOptions } from '../src/index.js';
import { openPostOffice } from './post-office.js';

const from = 'Starfall <no-reply@play.example>';
const mail = { to: 'ann.secret@example.org', subject: 'Hello', text: 'Your code is 482916.' };
const stages: Stage<Mailer>[] = [];

async function raise(adapter: Adapter<Mailer>): Promise<Stage<Mailer>> {
  const stage = await Stage.raise(adapter);
  stages.push(stage);
  return stage;
}

const sender = async (options: Omit<SmtpOptions, 'from'>): Promise<Stage<Mailer>> =>
  raise(smtp({ from, ...options }));

const serverError = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

describe('SmtpMail', () => {
  afterEach(async () => {
    for (const stage of stages.splice(0)) await stage.close();
  });

  mailerContract(async () => {
    const office = await openPostOffice();
    return { adapter: smtp({ url: office.url, from }), delivered: async () => office.received };
  });

  it('says who sends it, when, and that no person and no holiday shall answer', async () => {
    const office = await openPostOffice();
    const { one, clock } = await sender({ url: office.url, replyTo: 'help@play.example' });
    clock.set(new Date('2026-02-03T04:05:06Z'));
    await one.send(mail);
    const text = Buffer.from(office.received[0] ?? '').toString();
    for (const line of [
      'From: Starfall <no-reply@play.example>',
      'Reply-To: help@play.example',
      'To: ann.secret@example.org',
      'Date: Tue, 03 Feb 2026 04:05:06 +0000',
      'Auto-Submitted: auto-generated',
    ])
      expect(text).toContain(`${line}\r\n`);
    expect(text).toMatch(/^Message-ID: <[^>]+@play\.example>\r$/im);
  });

  it('signs in with what the URL says', async () => {
    const seen: unknown[] = [];
    const office = await openPostOffice({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        seen.push([username, password]);
        done(null, { user: 'guild' });
      },
    });
    const { one } = await sender({ url: `smtp://guild%40x:p%3Ass@127.0.0.1:${office.port}` });
    await one.send(mail);
    expect(seen).toEqual([['guild@x', 'p:ss']]);
    expect(office.received).toHaveLength(1);
  });

  it('is unavailable while the password is wrong, and says so to whoever keeps the server', async () => {
    const office = await openPostOffice({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('Invalid username or password')),
    });
    const stage = await sender({ url: `smtp://guild:wrong@127.0.0.1:${office.port}` });
    await expect(stage.one.send(mail)).rejects.toMatchObject({ code: 'server.unavailable' });
    const said = JSON.stringify((stage.log as MemoryLog).lines);
    expect(said).toContain('refuses the user or the password');
    for (const secret of ['wrong', 'ann.secret', '482916']) expect(said).not.toContain(secret);
  });

  it('is unavailable to a server that asks to come back, and delivers then', async () => {
    let tries = 0;
    const office = await openPostOffice({
      onRcptTo: (_address, _session, done) =>
        done((tries += 1) === 1 ? serverError(451, '4.7.1 Greylisted, come back') : null),
    });
    const { one } = await sender({ url: office.url });
    await expect(one.send(mail)).rejects.toMatchObject({ kind: 'unavailable' });
    await one.send(mail);
    expect(office.received).toHaveLength(1);
  });

  it('refuses for ever what the server will never take, and names nobody', async () => {
    const office = await openPostOffice({
      onRcptTo: ({ address }, _session, done) => done(serverError(550, `5.1.1 <${address}> is unknown`)),
    });
    const stage = await sender({ url: office.url });
    const error = await stage.one.send(mail).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'invalid', code: 'mail.refused' });
    expect(String((error as Error).cause)).toContain('<…@example.org> is unknown');
    expect(JSON.stringify([(stage.log as MemoryLog).lines, String(error)])).not.toContain('ann.secret');
  });

  it('takes a policy against this server for something that can be mended', async () => {
    const office = await openPostOffice({
      onRcptTo: (_address, _session, done) => done(serverError(554, '5.7.1 Relay access denied')),
      onMailFrom: (_address, _session, done) => done(),
    });
    const { one } = await sender({ url: office.url });
    await expect(one.send(mail)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is unavailable when the sender is refused, for the next mail would be too', async () => {
    const office = await openPostOffice({
      onMailFrom: (_address, _session, done) => done(serverError(553, '5.1.8 Sender refused')),
    });
    const { one } = await sender({ url: office.url });
    await expect(one.send(mail)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('sends nothing twice by itself when the server goes away in the middle of a mail', async () => {
    let mails = 0;
    const office = await openPostOffice({
      onData: (stream, session) => {
        mails += 1;
        stream.resume();
        office.server.connections.forEach((connection) => connection.close());
        expect(session.envelope.rcptTo).toHaveLength(1);
      },
    });
    const { one } = await sender({ url: office.url });
    await expect(one.send(mail)).rejects.toMatchObject({ kind: 'unavailable' });
    await sleep(100);
    expect(mails).toBe(1);
  });

  it('gives up on a server that says nothing', async () => {
    const office = await openPostOffice({ onData: (stream) => void stream.resume() });
    const { one } = await sender({ url: office.url, timeoutSeconds: 0.3 });
    await expect(one.send(mail)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is unavailable where nobody listens', async () => {
    const office = await openPostOffice();
    await office.close();
    const { one } = await sender({ url: office.url });
    await expect(one.send(mail)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  describe('with TLS', () => {
    let key: string;
    let cert: string;
    beforeAll(() => {
      const dir = mkdtempSync(join(tmpdir(), 'aethex-mail-'));
      const [keyFile, certFile] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
      const files = ['-keyout', keyFile, '-out', certFile, '-days', '2', '-nodes'];
      const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
      execFileSync('openssl', [...made, ...files, ...subject], { stdio: 'ignore' });
      [key, cert] = [readFileSync(keyFile, 'utf8'), readFileSync(certFile, 'utf8')];
      rmSync(dir, { recursive: true });
    });

    it('refuses a server without it where it is required, and says no secret before it', async () => {
      const office = await openPostOffice({
        allowInsecureAuth: true,
        onAuth: () => office.server.emit('auth'),
      });
      let signedIn = false;
      office.server.on('auth', () => (signedIn = true));
      const url = `smtp://guild:secret@127.0.0.1:${office.port}`;
      const { one } = await sender({ url, requireTls: true });
      await expect(one.send(mail)).rejects.toMatchObject({ kind: 'unavailable' });
      expect([signedIn, office.received]).toEqual([false, []]);
    });

    it.each(['smtp', 'smtps'])('delivers over %s to a server whose authority it trusts', async (protocol) => {
      const secure = protocol === 'smtps';
      const office = await openPostOffice({ key, cert, secure, disabledCommands: [] });
      const url = `${protocol}://localhost:${office.port}`;
      const { one } = await sender({ url, requireTls: true, ca: cert });
      await one.send(mail);
      expect(office.received).toHaveLength(1);
    });

    it.each(['smtp', 'smtps'])('refuses a certificate of nobody it trusts over %s', async (protocol) => {
      const secure = protocol === 'smtps';
      const office = await openPostOffice({ key, cert, secure, disabledCommands: [] });
      const { one } = await sender({ url: `${protocol}://localhost:${office.port}`, requireTls: true });
      await expect(one.send(mail)).rejects.toMatchObject({ kind: 'unavailable' });
      expect(office.received).toEqual([]);
    });
  });

  describe('as doctor sees it', () => {
    const findings = async (adapter: Adapter<Mailer>) => {
      const { one } = await raise(adapter);
      return adapter.check?.(one);
    };

    it('is well when the server lets it in', async () => {
      const { url, port } = await openPostOffice();
      const what = `The mail server at 127.0.0.1:${port} answers and lets this server in`;
      expect(await findings(smtp({ url, from }))).toEqual([{ what, ok: true }]);
    });

    it('says what to do when it does not', async () => {
      const office = await openPostOffice();
      await office.close();
      expect(await findings(smtp({ url: office.url, from }))).toMatchObject([
        { ok: false, fix: expect.stringContaining('Correct the URL of smtp()') },
      ]);
    });
  });
});

describe('the options of smtp()', () => {
  it.each(['mail.example', 'http://mail.example', 'smtp://', 'smtp://mail.example/?pool=true'])(
    'take no %j for a server',
    (url) => expect(() => smtp({ url, from })).toThrow(/must be like/),
  );

  it.each([
    '',
    'Ann',
    'a@b.example\r\nBcc: eve@x.example',
    'A\u0000 <a@b.example>',
    'A <a@b.example>, <c@d.example>',
  ])('take no %j for a sender', (one) =>
    expect(() => smtp({ url: 'smtp://mail.example', from: one })).toThrow(/must be an address/),
  );

  it('show no password', () => {
    const { about } = smtp({ url: 'smtp://guild:secret@mail.example', from });
    expect(about).toEqual({ host: 'mail.example', port: 587, tls: false, from: 'no-reply@play.example' });
  });
});
