import {
  Db,
  MailTemplates,
  PublicUrl,
  type JobRun,
  type MailFacts,
  type MailTemplate,
  type Worker,
} from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import type { Account } from '../entities/account.entity.js';
import { isUuid } from '../rules/uuid.js';
import { MailCode } from './mail-code.entity.js';
import { MailCodes, type Minted } from './mail-codes.js';
import { Post } from './post.js';
import { mailLink } from './rules/mail-purposes.js';
import { codeMails } from './words/code-mails.js';
import { notices } from './words/notices.js';

/** Mints the code of a mail and sends it, or finds that there is nothing to send. */
@Injectable()
export class SendCode implements Worker {
  constructor(
    private readonly db: Db,
    private readonly accounts: AccountStore,
    private readonly codes: MailCodes,
    private readonly templates: MailTemplates,
    private readonly url: PublicUrl,
    private readonly post: Post,
  ) {}

  /** A code is made in every case, so that trying digits takes as long for an address that nobody has. */
  async run({ data }: JobRun): Promise<void> {
    const id = (data as { code_id: string }).code_id;
    const asked = isUuid(id) ? await this.db.pick(MailCode, { id }) : null;
    if (!asked || asked.usedAt !== null) return;
    const holder = await this.holderOf(asked);
    const owner = await this.ownerOf(asked, holder);
    const minted = await this.codes.mint(asked, owner?.id ?? null);
    const language = asked.language ?? owner?.language ?? null;
    if (isTaken(asked, holder)) await this.send(asked, notices.address_taken, language, {});
    else if (minted && (owner?.isActive || asked.purpose === 'register'))
      await this.send(asked, codeMails[asked.purpose], language, this.factsOf(asked, language, minted));
  }

  private factsOf({ purpose, gameId }: MailCode, language: string | null, minted: Minted): MailFacts {
    const link = mailLink({ base: this.url.base, purpose, gameId, language }, minted.code);
    return { link, code: minted.digits };
  }

  private async send(
    { address, gameId }: MailCode,
    template: MailTemplate,
    language: string | null,
    facts: MailFacts,
  ): Promise<void> {
    await this.post.send(address, await this.templates.write(template, { gameId, language, facts }));
  }

  /** The account that has the address now. */
  private holderOf({ addressKey, gameId }: MailCode): Promise<Account | null> {
    return this.accounts.byIdentity({ kind: 'email', key: addressKey }, gameId);
  }

  /** The account the mail is about; who forgot a password is whoever has the address. */
  private async ownerOf({ purpose, playerId }: MailCode, holder: Account | null): Promise<Account | null> {
    if (purpose === 'reset') return holder;
    return playerId === null ? null : this.accounts.byId(playerId);
  }
}

/** Whether somebody wants an address that another account has proved. */
const isTaken = ({ purpose, playerId }: MailCode, holder: Account | null): boolean =>
  (purpose === 'register' || purpose === 'change') && holder?.isVerified === true && holder.id !== playerId;
