import { Db, type JobRun, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { Session } from '../entities/session.entity.js';
import { Notices } from '../mails/notices.js';
import { isUuid } from '../rules/uuid.js';

/** Writes to a player whose refresh token was used twice. Who has been erased meanwhile gets no mail. */
@Injectable()
export class WarnOfTheft implements Worker {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly notices: Notices,
  ) {}

  async run({ data }: JobRun): Promise<void> {
    const id = (data as { session_id: string }).session_id;
    const session = isUuid(id) ? await this.db.pick(Session, { id }) : null;
    const account = session && (await this.accounts.byId(session.playerId));
    if (session && account) await this.notices.send('theft', account, { gameId: session.gameId, session });
  }
}
