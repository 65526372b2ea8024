import type { Mail, Mailer } from '@aethex/core';
import PostalMime from 'postal-mime';
import { Stage, type Open } from '../harness/stage.js';
import { assertRefused } from './refused.js';
import { assert, contract, type Promised } from './suite.js';

/** A mailer and what it has handed over: mails, or messages as they would go to a mail server, the oldest first. */
export interface MailerTrial {
  readonly adapter: Awaited<ReturnType<Open<Mailer>>>;
  readonly delivered: () => Promise<readonly (Mail | Uint8Array)[]>;
}

/** A mailer on stage, and what it delivers. */
export interface MailStage {
  readonly one: Mailer;
  mails(): Promise<readonly Mail[]>;
  close(): Promise<void>;
}

const words = `Grüße, 玩家! 🎲\nA line that ${'is long '.repeat(200)}\n.\n..dots\nFrom here = "there"\n`;
const breaks = ['\r\n', '\n', '\r', '\u2028', '\0'];
const mail: Mail = { to: 'ann@example.org', subject: 'Hello', text: 'Hello, Ann.' };

/** What every `Mailer` promises. */
export const mailerPromises: readonly Promised<MailStage>[] = [
  {
    promise: 'hands the mail over word for word',
    check: async (stage) => {
      const sent = {
        ...mail,
        subject: `Grüße 🎲 ${'und lange Worte '.repeat(12)}.`,
        text: words,
        html: `<p>${words}</p>`,
      };
      await stage.one.send(sent);
      assert.deepEqual(await stage.mails(), [evenly(sent)]);
    },
  },
  {
    promise: 'makes up no second version of a mail that has only text',
    check: async (stage) => {
      await stage.one.send(mail);
      assert.deepEqual(await stage.mails(), [evenly(mail)]);
    },
  },
  {
    promise:
      'refuses a line break in the address or the subject as mail.header_invalid, and delivers nothing',
    check: async (stage) => {
      for (const end of breaks) {
        const more = `${end}Bcc: eve@example.org`;
        await assertRefused(
          'mail.header_invalid',
          () => stage.one.send({ ...mail, subject: `Hello${more}` }),
          more,
        );
        await assertRefused(
          'mail.header_invalid',
          () => stage.one.send({ ...mail, to: `ann@example.org${more}` }),
          more,
        );
      }
      assert.deepEqual(await stage.mails(), []);
    },
  },
  {
    promise: 'refuses more than one plain address as mail.header_invalid, and delivers nothing',
    check: async (stage) => {
      const lists = [
        'ann@example.org, eve@example.org',
        'ann@example.org;eve@example.org',
        'ann@example.org eve@example.org',
      ];
      const others = [
        'Eve <ann@example.org>',
        'all: ann@example.org;',
        'ann@example.org (eve@example.org)',
        'ann',
        '@',
        '',
      ];
      for (const to of [...lists, ...others])
        await assertRefused('mail.header_invalid', () => stage.one.send({ ...mail, to }), to);
      assert.deepEqual(await stage.mails(), []);
    },
  },
  {
    promise: 'keeps mails apart that are sent at once',
    check: async (stage) => {
      const all = Array.from({ length: 30 }, (_, n) => ({
        ...mail,
        to: `p${n}@example.org`,
        html: `Your code is ${n}.`,
      }));
      await Promise.all(all.map((one) => stage.one.send(one)));
      const sorted = (mails: readonly Mail[]): Mail[] =>
        mails.toSorted((one, other) => (one.to < other.to ? -1 : 1));
      assert.deepEqual(sorted(await stage.mails()), sorted(all.map(evenly)));
    },
  },
];

/** Tests every promise of `Mailer`. `open` gives a mailer and a way to see what it has handed over. */
export function mailerContract(open: () => MailerTrial | Promise<MailerTrial>): void {
  contract(mailerPromises, async () => mailStage(await open()));
}

/** Puts a mailer on stage. */
export async function mailStage({ adapter, delivered }: MailerTrial): Promise<MailStage> {
  const stage = await Stage.raise(adapter);
  return {
    one: stage.one,
    mails: async () => Promise.all((await delivered()).map(readMail)),
    close: () => stage.close(),
  };
}

async function readMail(given: Mail | Uint8Array): Promise<Mail> {
  if (!(given instanceof Uint8Array)) return evenly(given);
  const { to, subject = '', text = '', html } = await PostalMime.parse(given);
  const recipients = (to ?? []).map(({ address }) => address).join(', ');
  return evenly({ to: recipients, subject, text, ...(html !== undefined && { html }) });
}

/** Mail is carried in lines: how they end, and whether the last one does, is not for the sender to say. */
function evenly(mail: Mail): Mail {
  const even = (body: string): string => `${body.replaceAll('\r\n', '\n').replace(/\n+$/, '')}\n`;
  return { ...mail, text: even(mail.text), ...(mail.html !== undefined && { html: even(mail.html) }) };
}
