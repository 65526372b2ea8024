import { checkMail, Mailer, type Clock, type Logger, type Mail } from '@aethex/core';
import type { Transporter } from './transport.js';
import type { SmtpSettings } from './options.js';
import { mailError, troubleOf } from './smtp-errors.js';

interface Tools {
  readonly clock: Clock;
  readonly log: Logger;
  /** The server, in words for messages. */
  readonly place: string;
}

/** Hands mails to a mail server. What it logs names no person: the domain of an address, never the rest. */
export class SmtpMail extends Mailer {
  constructor(
    private readonly transporter: Transporter,
    private readonly settings: SmtpSettings,
    private readonly tools: Tools,
  ) {
    super();
  }

  async send(mail: Mail): Promise<void> {
    checkMail(mail);
    const { from, replyTo } = this.settings;
    const { clock, log, place } = this.tools;
    try {
      await this.transporter.sendMail({
        from,
        to: { name: '', address: mail.to },
        ...(replyTo && { replyTo }),
        envelope: { from: from.address, to: [mail.to] },
        subject: mail.subject,
        text: mail.text,
        ...(mail.html !== undefined && { html: mail.html }),
        date: clock.now(),
        // RFC 3834: so that nobody's holiday answers it.
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      const failure = mailError(error);
      if (failure.kind === 'unavailable') {
        const { what, fix } = troubleOf(error, place);
        log.warn({ fix, to_domain: domainOf(mail.to) }, what);
      }
      throw failure;
    }
    log.info({ to_domain: domainOf(mail.to) }, 'mail handed over');
  }

  /** Connects and signs in; rejects as the server does. */
  async verify(): Promise<void> {
    await this.transporter.verify();
  }

  close(): void {
    this.transporter.close();
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
