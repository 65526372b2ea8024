import { adapter, Clock, Mailer, type Adapter, type Finding } from '@aethex/core';
import { SmtpOptionsSchema, type SmtpOptions } from './options.js';
import { troubleOf } from './smtp-errors.js';
import type { SmtpMail } from './smtp-mail.js';

/** Milliseconds for one mail: each of its steps has a limit of its own. */
const timeoutMs = 60_000;

/** Mails by SMTP: `smtp({ url: 'smtp://user:password@mail.example:587', from: 'no-reply@mail.example' })`. */
export function smtp(options: SmtpOptions): Adapter<Mailer> {
  const settings = SmtpOptionsSchema.parse(options);
  const { host, port, secure } = settings.url;
  const place = `The mail server at ${host}:${port}`;
  return adapter<Mailer>({
    port: Mailer,
    name: 'smtp',
    reach: 'cluster',
    needs: [Clock],
    about: { host, port, tls: secure, from: settings.from.address },
    timeoutMs,
    create: async ({ get, log, onClose }) => {
      const [{ SmtpMail }, { openTransport }] = await Promise.all([
        import('./smtp-mail.js'),
        import('./transport.js'),
      ]);
      const mail = new SmtpMail(openTransport(settings), settings, { clock: get(Clock), log, place });
      onClose(() => mail.close());
      return mail;
    },
    check: async (mail) => [await reached(mail as SmtpMail, place)],
  });
}

async function reached(mail: SmtpMail, place: string): Promise<Finding> {
  const what = `${place} answers and lets this server in`;
  try {
    await mail.verify();
    return { what, ok: true };
  } catch (error) {
    const trouble = troubleOf(error, place);
    return { what: trouble.what, ok: false, fix: trouble.fix };
  }
}
