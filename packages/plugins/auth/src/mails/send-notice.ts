import { Db, type JobRun, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import { Session } from '../entities/session.entity.js';
import { MailLimits } from './mail-limits.js';
import { Notices } from './notices.js';
import type { Notice } from './words/notices.js';

interface AskedNotice {
  readonly notice: Notice;
  readonly player_id: string;
  readonly game_id: string;
  readonly session_id?: string;
  readonly provider?: string;
}

/** Tells a player of something. Who has been erased meanwhile gets no mail, and who signs in all day not many. */
@Injectable()
export class SendNotice implements Worker {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly notices: Notices,
    private readonly limits: MailLimits,
  ) {}

  async run({ data, attempt }: JobRun): Promise<void> {
    const { notice, player_id, game_id: gameId, session_id, provider } = data as unknown as AskedNotice;
    const account = await this.accounts.byId(player_id);
    if (!account) return;
    const isFirst = attempt === 1;
    if (notice === 'new_device' && isFirst && !(await this.limits.mayNotice(account.id))) return;
    const session = session_id === undefined ? null : await this.db.pick(Session, { id: session_id });
    await this.notices.send(notice, account, {
      gameId,
      session,
      ...(provider !== undefined && { provider }),
    });
  }
}
