import { Db, Logger, Mailer, MailTemplates, type JobRun, type Worker, type WrittenMail } from '@aethex/core';
import { isAethexError } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { InvitationBook } from '../orgs/invitation-book.js';
import { Invitation } from '../orgs/invitation.entity.js';
import { Org } from '../orgs/org.entity.js';
import { invitationMail } from '../orgs/words.js';
import { PageLinks } from '../pages/page-links.js';
import { builtInNames, isBuiltIn } from '../rules/roles.js';

/** Mints the token of an invitation and sends it. A job that runs again sends another one, which takes the place of the first. */
@Injectable()
export class SendInvitation implements Worker {
  constructor(
    private readonly db: Db,
    private readonly book: InvitationBook,
    private readonly templates: MailTemplates,
    private readonly links: PageLinks,
    private readonly mailer: Mailer,
    private readonly log: Logger,
  ) {}

  async run({ data }: JobRun): Promise<void> {
    const { invitation_id: id } = data as { invitation_id: string };
    const invitation = await this.db.pick(Invitation, { id });
    const org = invitation && (await this.db.pick(Org, { id: invitation.orgId }));
    if (!invitation || !org || org.deletedAt || !this.book.isOpen(invitation)) return;
    const token = await this.book.mint(id);
    if (token === null) return;
    await this.send(invitation.email, await this.write(invitation, org, token));
  }

  private async write(invitation: Invitation, org: Org, token: string): Promise<WrittenMail> {
    const { role, language, expiresAt } = invitation;
    const { gameId } = org;
    const link = await this.links.to('invite', { gameId, language, token });
    const facts = {
      link,
      org: org.name,
      role: isBuiltIn(role) ? builtInNames[role] : role,
      until: expiresAt.toISOString().slice(0, 10),
    };
    return this.templates.write(invitationMail, { gameId, language, facts });
  }

  /** What no mail server will ever take is given up; any other failure fails the job. */
  private async send(to: string, mail: WrittenMail): Promise<void> {
    try {
      await this.mailer.send({ to, ...mail });
    } catch (error) {
      if (!isAethexError(error) || error.kind !== 'invalid') throw error;
      this.log.warn({ code: error.code }, 'an invitation was given up: its address will never be taken');
    }
  }
}
