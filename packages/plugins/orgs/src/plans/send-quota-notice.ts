import {
  Db,
  Dispatcher,
  defaultGame,
  Logger,
  Mailer,
  MailTemplates,
  type JobRun,
  type Worker,
} from '@aethex/core';
import { isAethexError, players, type Out } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { Org } from '../orgs/org.entity.js';
import type { State } from './rules/meter-state.js';
import { quotaMails } from './words.js';

interface Notice {
  readonly org_id: string;
  readonly meter: string;
  readonly month: string;
  readonly state: Exclude<State, 'ok'>;
  readonly used: number;
  readonly limit: number;
  readonly player_id: string;
}

/** Writes to an owner that a meter has reached a state. An owner whose address nobody knows gets no mail. */
@Injectable()
export class SendQuotaNotice implements Worker {
  constructor(
    private readonly db: Db,
    private readonly dispatcher: Dispatcher,
    private readonly templates: MailTemplates,
    private readonly mailer: Mailer,
    private readonly log: Logger,
  ) {}

  async run({ id, data }: JobRun): Promise<void> {
    const notice = data as unknown as Notice;
    const org = await this.db.pick(Org, { id: notice.org_id });
    if (!org || org.deletedAt) return;
    const to = await this.addressOf(id, notice.player_id, org.gameId);
    if (to === null) return;
    const { meter, month, state, used, limit } = notice;
    const percent = limit === 0 ? 100 : Math.floor((used / limit) * 100);
    const facts = { org: org.name, meter, month, percent, used, limit };
    const mail = await this.templates.write(quotaMails[state], { gameId: org.gameId, language: null, facts });
    await this.send(to, mail);
  }

  /** The address an account has, in the game the organization was founded in or the first one. */
  private async addressOf(jobId: string, playerId: string, gameId: string): Promise<string | null> {
    for (const game of new Set([gameId, defaultGame])) {
      const player = await this.ask(jobId, playerId, game);
      if (player) return player.email;
    }
    return null;
  }

  /** Asks the plugin of accounts, if there is one, as the server itself. */
  private async ask(jobId: string, playerId: string, gameId: string) {
    const identity = {
      who: 'server',
      id: 'orgs',
      gameId,
      permissions: new Set(['auth.read_players']),
      sessionId: '',
      expiresAt: new Date(8.64e15),
    } as const;
    const origin = { wire: 'direct', requestId: jobId, address: '', userAgent: '' } as const;
    const call = { ...origin, identity, method: players.get.id, input: { player_id: playerId } };
    try {
      return (await this.dispatcher.call(call)) as Out<typeof players, 'get'>;
    } catch (error) {
      if (isAethexError(error) && ['not_found', 'invalid'].includes(error.kind)) return null;
      throw error;
    }
  }

  /** What no mail server will ever take is given up; any other failure fails the job. */
  private async send(to: string, mail: Awaited<ReturnType<MailTemplates['write']>>): Promise<void> {
    try {
      await this.mailer.send({ to, ...mail });
    } catch (error) {
      if (!isAethexError(error) || error.kind !== 'invalid') throw error;
      this.log.warn({ code: error.code }, 'a notice was given up: its address will never be taken');
    }
  }
}
