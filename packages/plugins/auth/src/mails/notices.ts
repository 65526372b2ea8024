import { Jobs, MailTemplates, type Unit } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import type { Account } from '../entities/account.entity.js';
import { KnownDevice } from '../entities/known-device.entity.js';
import type { Session } from '../entities/session.entity.js';
import { mailTries } from './mail-codes.js';
import { Post } from './post.js';
import { sessionFacts } from './rules/session-facts.js';
import { notices, type Notice } from './words/notices.js';

/** The job that tells a player of something that was done to their account. */
export const noticeJob = 'auth.sendNotice';

/** Tells players what happens to their accounts, where the address is proved. */
@Injectable()
export class Notices {
  constructor(
    private readonly jobs: Jobs,
    private readonly templates: MailTemplates,
    private readonly post: Post,
  ) {}

  /** Asks inside the write that changed the password for a notice of it. */
  async passwordChanged(account: Account, gameId: string): Promise<void> {
    await this.ask(account, { notice: 'password_changed', game_id: gameId });
  }

  /** Asks inside the write that turned a second factor on or off for a notice of it. */
  async secondFactorChanged(account: Account, gameId: string, now: 'on' | 'off'): Promise<void> {
    await this.ask(account, { notice: `second_factor_${now}`, game_id: gameId });
  }

  /** Asks inside the write that added a way in, or took one away, for a notice of it. `provider` is its title. */
  async identityChanged(
    account: Account,
    gameId: string,
    { now, provider }: { now: 'linked' | 'unlinked'; provider: string },
  ): Promise<void> {
    await this.ask(account, { notice: `identity_${now}`, game_id: gameId, provider });
  }

  /** Asks inside the write that opens a session for a notice, when the account has had other devices and not this one. */
  async newDevice(em: Unit, account: Account, session: Session): Promise<void> {
    if (!account.isVerified || !(await em.pick(KnownDevice, { playerId: account.id }))) return;
    await this.ask(account, { notice: 'new_device', game_id: session.gameId, session_id: session.id });
  }

  /** Sends one. */
  async send(
    notice: Notice,
    account: Account,
    about: { gameId: string; session: Session | null; provider?: string },
  ): Promise<void> {
    if (account.email === null) return;
    const { provider = '' } = about;
    const facts = {
      player: account.displayName,
      provider,
      ...(about.session && sessionFacts(about.session)),
    };
    const { language } = account;
    await this.post.send(
      account.email,
      await this.templates.write(notices[notice], { gameId: about.gameId, language, facts }),
    );
  }

  private async ask(
    { id, email, isVerified }: Account,
    data: { notice: Notice; game_id: string; session_id?: string; provider?: string },
  ): Promise<void> {
    if (email === null || !isVerified) return;
    await this.jobs.add({ name: noticeJob, data: { ...data, player_id: id }, tries: mailTries });
  }
}
