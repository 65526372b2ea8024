import { Logger, Mailer, type WrittenMail } from '@aethex/core';
import { isAethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';

/** Hands mails to the mailer. */
@Injectable()
export class Post {
  constructor(
    private readonly mailer: Mailer,
    private readonly log: Logger,
  ) {}

  /** Sends a mail. One that no mail server will ever take is noted and given up; any other failure fails the job. */
  async send(to: string, mail: WrittenMail): Promise<void> {
    try {
      await this.mailer.send({ to, ...mail });
    } catch (error) {
      if (!isAethexError(error) || error.kind !== 'invalid') throw error;
      this.log.warn(
        { code: error.code, to_domain: to.slice(to.lastIndexOf('@') + 1) },
        'a mail was given up: it will never be taken',
      );
    }
  }
}
