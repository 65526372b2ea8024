import { Db, Mailer, type JobRun, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { Account } from '../entities/account.entity.js';
import { Session } from '../entities/session.entity.js';
import { isUuid } from '../rules/uuid.js';
import { theftMail } from '../rules/theft-mail.js';

/** Writes to a player whose refresh token was used twice. Who has been erased meanwhile gets no mail. */
@Injectable()
export class WarnOfTheft implements Worker {
  constructor(
    private readonly db: Db,
    private readonly mailer: Mailer,
  ) {}

  async run({ data }: JobRun): Promise<void> {
    const id = (data as { session_id: string }).session_id;
    const session = isUuid(id) ? await this.db.pick(Session, { id }) : null;
    const account = session && (await this.db.pick(Account, { id: session.playerId }));
    if (session && account?.email) await this.mailer.send({ to: account.email, ...theftMail(session) });
  }
}
