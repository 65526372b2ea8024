import { adapter, Clock, Ids, type Mail, type Mailer } from '@aethex/core';
import { systemClock, uuidIds } from '@aethex/local';
import { isAethexError } from '@aethex/protocol';
import type { MailerTrial } from '../contracts/mailer.js';
import { MemoryMail } from '../fakes/memory-mail.js';
import { SeqIds } from '../fakes/seq-ids.js';
import { altered, spoilt, turn, type Broken } from './broken.js';

/** Broken promises of `Clock`. */
export const brokenClocks: readonly Broken<Clock>[] = [
  {
    breaks: 'tells the time of day',
    adapter: () =>
      spoilt(systemClock(), (real) => ({ now: () => new Date(real.now().getTime() + 3_600_000) })),
  },
  {
    breaks: 'gives each caller a Date of its own',
    adapter: () =>
      spoilt(systemClock(), (real) => {
        const only = real.now();
        return { now: () => only };
      }),
  },
];

/** Broken promises of `Ids`. */
export const brokenIds: readonly Broken<Ids>[] = [
  {
    breaks: 'makes UUIDv7s in lower case',
    adapter: () => spoilt(uuidIds(), (real) => ({ next: () => real.next().toUpperCase() })),
  },
  {
    breaks: 'makes each greater than every earlier one of this process',
    adapter: () =>
      spoilt(uuidIds(), (real) => {
        const waiting: string[] = [];
        return {
          next: () => {
            if (waiting.length === 0) waiting.push(real.next(), real.next());
            return waiting.pop() ?? real.next();
          },
        };
      }),
  },
  {
    breaks: 'never makes that of another node',
    adapter: () =>
      adapter<Ids>({ port: Ids, name: 'sequence', reach: 'cluster', create: () => new SeqIds() }),
  },
];

/** A mailer that breaks one promise on purpose. */
export interface BrokenMailer {
  readonly breaks: string;
  readonly trial: () => MailerTrial;
}

const brokenMailer = (breaks: string, spoil: (real: MemoryMail) => Partial<Mailer>): BrokenMailer => ({
  breaks,
  trial: () => {
    const box = new MemoryMail();
    const spoiltBox: Mailer = altered<Mailer>(box, spoil(box));
    return { adapter: adapter({ ...box.adapter, create: () => spoiltBox }), delivered: async () => box.sent };
  },
});

const mended = (mail: Mail): Mail => ({ ...mail, subject: mail.subject.replace(/[\r\n\0\u2028]/g, ' ') });

/** Broken promises of `Mailer`. */
export const brokenMailers: readonly BrokenMailer[] = [
  brokenMailer('hands the mail over word for word', (box) => ({
    send: (mail) => box.send({ ...mail, subject: mail.subject.slice(0, 70) }),
  })),
  brokenMailer('makes up no second version of a mail that has only text', (box) => ({
    send: (mail) => box.send({ html: `<p>${mail.text}</p>`, ...mail }),
  })),
  brokenMailer(
    'refuses a line break in the address or the subject as mail.header_invalid, and delivers nothing',
    (box) => ({ send: (mail) => box.send(mended(mail)) }),
  ),
  brokenMailer('refuses more than one plain address as mail.header_invalid, and delivers nothing', (box) => ({
    send: async (mail) =>
      box.send(mail).catch(async (error: unknown) => {
        const [first = '', second] = mail.to.split(/, ?/);
        if (isAethexError(error) && second !== undefined) return box.send({ ...mail, to: first });
        throw error;
      }),
  })),
  brokenMailer('keeps mails apart that are sent at once', (box) => {
    let current: Mail;
    return {
      send: async (mail) => {
        current = mail;
        await turn();
        await box.send(current);
      },
    };
  }),
];
