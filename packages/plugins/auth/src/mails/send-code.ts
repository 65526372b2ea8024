import { Db, MailTemplates, PublicUrl, type JobRun, type Worker } from '@aethex/core';
import { Injectable } from '@nestjs/common';
import { AccountStore } from '../accounts/account-store.js';
import type { Account } from '../entities/account.entity.js';
import { isUuid } from '../rules/uuid.js';
import { MailCode } from './mail-code.entity.js';
import { MailCodes } from './mail-codes.js';
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

  async run({ data }: JobRun): Promise<void> {
    const id = (data as { code_id: string }).code_id;
    const asked = isUuid(id) ? await this.db.pick(MailCode, { id }) : null;
    if (!asked || asked.usedAt !== null) return;
    const holder = await this.holderOf(asked);
    const owner = await this.ownerOf(asked, holder);
    const language = asked.language ?? owner?.language ?? null;
    if (isTaken(asked, holder)) return this.tellTaken(asked, language);
    if (asked.purpose !== 'register' && !owner?.isActive) return this.forget(asked);
    const minted = await this.codes.mint(asked, owner?.id ?? null);
    if (!minted) return;
    const { purpose, gameId } = asked;
    const link = mailLink({ base: this.url.base, purpose, gameId, language }, minted.code);
    const facts = { link, code: minted.digits };
    await this.post.send(
      asked.address,
      await this.templates.write(codeMails[purpose], { gameId, language, facts }),
    );
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

  private async tellTaken(asked: MailCode, language: string | null): Promise<void> {
    const { gameId, address } = asked;
    await this.post.send(
      address,
      await this.templates.write(notices.address_taken, { gameId, language, facts: {} }),
    );
    await this.forget(asked);
  }

  private async forget({ id }: MailCode): Promise<void> {
    await this.db.write((em) => em.drop(MailCode, { id }));
  }
}

/** Whether somebody wants an address that another account has proved. */
const isTaken = ({ purpose, playerId }: MailCode, holder: Account | null): boolean =>
  (purpose === 'register' || purpose === 'change') && holder?.isVerified === true && holder.id !== playerId;
